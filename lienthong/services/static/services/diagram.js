// Draw a process where its table stands; without script, or with a file that can't be drawn, the
// table alone remains.
for (const box of document.querySelectorAll("[data-bpmn]")) {
  box.hidden = false;
  try {
    const answer = await fetch(box.dataset.bpmn);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const viewer = new window.BpmnJS({ container: box });
    await viewer.importXML(await answer.text());
    viewer.get("canvas").zoom("fit-viewport", "auto");
  } catch {
    box.hidden = true;
  }
}
