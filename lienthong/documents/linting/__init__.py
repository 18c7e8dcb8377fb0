"""Is every part of a document there, where Decree 30/2020, app. I puts it, and as it should look?

Plain values in, findings out: `draft.of_letter` for a text that is being written, `page.of_lines`
for any PDF or DOCX as `reading` sees it. `findings` holds every sentence with its severity and the
place in the law.
"""
