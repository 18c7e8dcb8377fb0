"""Whether a package may be published: it reads, tells all that the law wants, passes its tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lienthong.engine.forms.fields import FieldKind
from lienthong.engine.problems import Problem, Wrong
from lienthong.services.packages import reading, trying, values, wordings
from lienthong.services.packages.package import Files, Package
from lienthong.services.packages.rule_sets import RuleSet

TESTS_LEAST = 3
FIELDS_MOST = 8
"""On one page of the form, a person or an address counted as one: one matter a page."""
Others = Mapping[str, Package]


def lint(
    files: Files, *, others: Others | None = None, rule_set: RuleSet | None = None
) -> list[Problem]:
    """All that stands in the way of publishing.

    `others`: the packages it may open, by code; without them only its own files are looked at.
    """
    try:
        package = reading.read(files)
    except Wrong as error:
        return list(error.problems)
    return problems_of(package, others=others, rule_set=rule_set)


def problems_of(
    package: Package, *, others: Others | None = None, rule_set: RuleSet | None = None
) -> list[Problem]:
    """The same for a package that was read."""
    found = [*_legal(package), *_sense(package), *_words(package)]
    if others is not None and package.children:
        found += _children(package, others)
    if rule_set is not None:
        found += _regime(package, rule_set)
    count, wrong = trying.run(package)
    if count < TESTS_LEAST and not wrong:
        told = f"Gói có {count} kiểm thử; cần ít nhất {TESTS_LEAST}, trong đó có trường hợp biên."
        found.append(Problem(told, where="tests/"))
    return [*found, *wrong]


def _legal(package: Package) -> Iterator[Problem]:
    """The parts that a procedure must have (Decree 63/2010, art. 8)."""
    parts = {
        "name": package.name,
        "steps": package.steps_told,
        "channels": package.channels,
        "applicants": package.applicants,
        "who_may_apply": package.who_may_apply,
        "legal_basis": package.legal_basis,
        "field": package.field,
        "summary": package.summary,
        "keywords": package.keywords,
        "valid_from": package.valid_from,
    }
    names = {
        "name": "tên thủ tục",
        "steps": "trình tự thực hiện",
        "channels": "cách thức thực hiện",
        "applicants": "đối tượng thực hiện",
        "who_may_apply": "ai được làm thủ tục này, viết thành câu",
        "legal_basis": "căn cứ pháp lý",
        "field": "lĩnh vực",
        "summary": "một câu cho người dân biết thủ tục này để làm gì",
        "keywords": "từ ngữ đời thường để tìm thấy thủ tục",
        "valid_from": "ngày bắt đầu áp dụng",
    }
    for key, value in parts.items():
        if not value:
            yield Problem(f"Thiếu “{key}”: {names[key]}.", where=reading.PROCEDURE)
    if not package.process.nodes():
        yield Problem("Quy trình không có bước nào.", where=reading.PROCEDURE)


def _sense(package: Package) -> Iterator[Problem]:
    """What reads well and still makes no sense."""
    codes = [one.code for one in package.components.all]
    for code in sorted({one for one in codes if codes.count(one) > 1}):
        yield Problem(f"Thành phần “{code}” nêu hai lần.", where="components.yaml")
    charged = [one.code for one in package.fee_rules.all]
    for code in sorted({one for one in charged if charged.count(one) > 1}):
        yield Problem(f"Khoản thu “{code}” nêu hai lần.", where="fees.yaml")
    applicant = next((one for one in package.form.fields if one.key == "applicant"), None)
    if applicant is None or applicant.kind is not FieldKind.GROUP:
        told = "Biểu mẫu phải có nhóm “applicant”: người hoặc tổ chức nộp hồ sơ."
        yield Problem(told, where=reading.FORM)
    for number, page in enumerate(package.form.pages, 1):
        if len(page.fields) > FIELDS_MOST:
            told = f"Trang có hơn {FIELDS_MOST} mục: mỗi trang một việc."
            yield Problem(told, where=f"{reading.FORM}, trang {number}")
    for name in (package.result.template, *(one.template for one in package.components.all)):
        if name and name not in package.files:
            yield Problem(f"Gói không có tệp mẫu “{name}”.", where=reading.PROCEDURE)
    if package.online == "full" and "online" not in package.channels:
        yield Problem("Toàn trình mà không nhận trực tuyến.", where=reading.PROCEDURE)
    yield from _bundle(package)


def _bundle(package: Package) -> Iterator[Problem]:
    """Whoever opens other applications has a process that does, and the other way round."""
    nodes = [
        node.service
        for diagram in package.definition.diagrams.values()
        for node in diagram.nodes.values()
    ]
    opens = "open_children" in nodes
    if opens and not package.children:
        told = "Quy trình lập hồ sơ con mà gói không nêu “children”."
        yield Problem(told, where=reading.PROCEDURE)
    if package.children and not opens:
        told = "Gói nêu “children” mà quy trình không có bước lập hồ sơ con (noi-tiep)."
        yield Problem(told, where=reading.PROCEDURE)


def _words(package: Package) -> Iterator[Problem]:
    """A translation of what the package doesn't say is a mistype."""
    said = wordings.said_by(package)
    for language in wordings.TRANSLATED:
        for sentence in wordings.unused(package.texts(language), said):
            told = f"Dịch câu “{sentence[:80]}” mà gói không có câu này."
            yield Problem(told, where=f"texts/{language}.yaml")


def _children(package: Package, others: Others) -> Iterator[Problem]:
    """Each child is a package that is there, and gets answers that its form has."""
    for child in package.children:
        other = others.get(child.code)
        if other is None:
            yield Problem(f"Không có thủ tục “{child.code}” để lập hồ sơ con.",
                          where=reading.PROCEDURE)  # fmt: skip
            continue
        fields = values.every(other.form.fields)
        for name in child.answers:
            if name not in fields:
                told = f"Tờ khai của thủ tục {child.code} không có trường “{name[:80]}”."
                yield Problem(told, where=f"{reading.PROCEDURE}, children")
    for code, told in trying.children_wrong(package, others):
        yield Problem(f"Hồ sơ con {code}: {told}", where=f"{reading.PROCEDURE}, children")


def _regime(package: Package, rule_set: RuleSet) -> Iterator[Problem]:
    """The levels and channels of its rule set."""
    if package.rule_set != rule_set.code:
        return
    for level in package.levels:
        if level not in rule_set.levels:
            told = f"Bộ quy định {rule_set.code} không có cấp “{level}”."
            yield Problem(told, where=reading.PROCEDURE)
    for channel in package.channels:
        if channel not in rule_set.channels:
            told = f"Bộ quy định {rule_set.code} không nhận theo cách “{channel}”."
            yield Problem(told, where=reading.PROCEDURE)
