"""A citizen files, follows, adds, pays, fetches and rates, through the pages alone."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from lienthong.kernel import clock
from lienthong.portal.tests.conftest import BIRTH, begun, example, filed, filled, flat, pdf, step_of
from lienthong.services.actions import supplementing
from lienthong.services.models import Application, Draft, Rating, Result
from lienthong.services.rules import Status
from lienthong.services.tour import play
from lienthong.services.tour.play import Stage


def page_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_from_the_procedure_to_the_receipt(binh: Client, stage: Stage) -> None:
    assert f"/thu-tuc/{BIRTH}/nop/" in page_of(binh, f"/thu-tuc/{BIRTH}/")
    draft = begun(binh)
    form = page_of(binh, f"/nop/{draft.key}/to-khai/1/")
    assert 'value="Sơn Văn Bình"' in form
    assert "readonly" in form
    another = {**example()["applicant"], "id_number": "011000000999"}
    filled(binh, draft, example(applicant=another))
    lacking = binh.post(f"/nop/{draft.key}/kiem-tra/", {"cam-doan": "1"})
    assert lacking.status_code == 422
    assert "Thiếu giấy tờ: Giấy chứng sinh." in lacking.content.decode()
    binh.post(f"/nop/{draft.key}/giay-to/", {"giay-to": "TP.GCS", "tep": pdf()})
    assert "Đã kiểm tra, mở được." in page_of(binh, f"/nop/{draft.key}/giay-to/")
    review = page_of(binh, f"/nop/{draft.key}/kiem-tra/")
    assert "Sơn Thị Minh Anh" in review
    assert "Xã Nhơn Mỹ" in review or "xã Nhơn Mỹ" in review
    undeclared = binh.post(f"/nop/{draft.key}/kiem-tra/")
    assert "Đánh dấu vào ô cam đoan" in undeclared.content.decode()
    assert "<title>\n      \n  Lỗi:" in undeclared.content.decode()
    first = binh.post(f"/nop/{draft.key}/kiem-tra/", {"cam-doan": "1"})
    again = binh.post(f"/nop/{draft.key}/kiem-tra/", {"cam-doan": "1"})
    assert first.headers["Location"] == again.headers["Location"]
    one = Application.objects.get(key=draft.key)
    receipt = page_of(binh, first.headers["Location"])
    assert one.code in receipt
    assert 'alt="Mã QR để tra cứu hồ sơ này"' in receipt
    assert not Draft.objects.filter(key=draft.key).exists()
    assert one.applicant.verified
    assert one.answers["applicant"]["id_number"] == "094090000123"  # the identity's, not as typed


def test_a_supplement_a_late_payment_the_result_and_a_rating(binh: Client, stage: Stage) -> None:
    child = {**example()["child"], "born_on": "2022-09-01"}  # more than 60 days ago: a fee is due
    one = filed(binh, child=child)
    held = step_of(one)
    supplementing.ask_supplement(
        stage.act(held.position_id or 0), application_id=one.id,
        points=["Ảnh giấy chứng sinh bị mờ, chụp lại.", "Ghi rõ ấp nơi sinh."],
    )  # fmt: skip
    told = page_of(binh, f"/ho-so/{one.id}/")
    assert "Ảnh giấy chứng sinh bị mờ, chụp lại." in told
    clock.start_at(stage.now())
    nothing = binh.post(f"/ho-so/{one.id}/bo-sung/")
    assert nothing.status_code == 422
    assert "Chưa có giấy tờ hay thông tin nào được bổ sung" in nothing.content.decode()
    more = dict(flat({**example(child=child), "born_at": "Ấp Mỹ Lộc, Trung tâm Y tế"}))
    answer = binh.post(
        f"/ho-so/{one.id}/bo-sung/", {**more, "sua-to-khai": "1", "tep.TP.GCS": pdf("lai.pdf")}
    )
    assert answer.status_code == 302, answer.content.decode()
    one.refresh_from_db()
    assert one.answers["born_at"] == "Ấp Mỹ Lộc, Trung tâm Y tế"
    assert one.answers["applicant"]["id_number"] == "094090000123"
    play.do_step(stage, one, step_of(one))
    one.refresh_from_db()
    assert one.status == Status.FEE
    fee = page_of(binh, f"/ho-so/{one.id}/nop-phi/")
    assert "5.000 đồng" in fee
    assert 'alt="Mã VietQR để chuyển khoản"' in fee
    assert "hx-get" in page_of(binh, f"/ho-so/{one.id}/nop-phi/trang-thai/")
    stage.at += timedelta(days=3)  # the money comes late
    play.do_step(stage, one, step_of(one))
    paid = page_of(binh, f"/ho-so/{one.id}/nop-phi/trang-thai/")
    assert "Số biên lai" in paid
    assert "hx-get" not in paid
    early = binh.get(f"/ho-so/{one.id}/ket-qua/")
    assert early.status_code == 404
    play.finish_all(stage, one.id)
    file = binh.get(f"/ho-so/{one.id}/ket-qua/")
    assert file.content.startswith(b"%PDF")
    _genuine(binh, file.content, one)
    unrated = binh.post(f"/ho-so/{one.id}/danh-gia/", {"sao": "9"})
    assert unrated.status_code == 422
    rated = binh.post(f"/ho-so/{one.id}/danh-gia/", {"sao": "5", "nhan-xet": "<script>x</script>"})
    assert rated.status_code == 302
    assert Rating.objects.get(application=one).stars == 5
    assert "<script>x" not in page_of(binh, f"/ho-so/{one.id}/danh-gia/")


def _genuine(client: Client, file: bytes, one: Application) -> None:
    """Anybody can see that the result is genuine; a changed byte is found."""
    result = Result.objects.get(application=one)
    page = page_of(Client(), f"/ket-qua/{result.token}/")
    assert result.code in page
    assert "S** V** B***" in page
    assert "Sơn Văn Bình" not in page
    from django.core.files.uploadedfile import SimpleUploadedFile

    same = Client().post("/ket-qua/", {"tep": SimpleUploadedFile("x.pdf", file)})
    assert "trùng từng byte" in same.content.decode()
    other = Client().post("/ket-qua/", {"tep": SimpleUploadedFile("x.pdf", file + b" ")})
    assert other.status_code == 422
    assert "không trùng với kết quả nào" in other.content.decode()
    assert Client().get("/ket-qua/khong-co/").status_code == 404


def test_a_wrong_page_keeps_what_was_typed_and_says_it_twice(binh: Client) -> None:
    draft = begun(binh)
    wrong = dict(flat(example(child={"full_name": "An", "born_on": "31/02/2022"})))
    answer = binh.post(f"/nop/{draft.key}/to-khai/2/", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("Ngày viết dạng 21/11/2022.") == 2  # in the summary, and at the field
    assert 'href="#child-born_on"' in page
    assert 'value="31/02/2022"' in page
    kept = Draft.objects.get(id=draft.id)
    assert kept.answers["child"]["full_name"] == "An"


def test_a_draft_is_left_found_again_and_thrown_away(binh: Client) -> None:
    draft = begun(binh)
    left = binh.post(f"/nop/{draft.key}/to-khai/1/", {"applicant.phone": "0912345678", "luu": "1"})
    assert left.headers["Location"] == "/ho-so/"
    assert f"/nop/{draft.key}/noi-nop/" in page_of(binh, "/ho-so/")
    assert f"/nop/{draft.key}/noi-nop/" in page_of(binh, f"/thu-tuc/{BIRTH}/nop/")
    binh.post(f"/nop/{draft.key}/xoa/")
    assert not Draft.objects.filter(id=draft.id).exists()


def test_a_paper_handed_in_before_is_used_again(binh: Client) -> None:
    before = filed(binh)
    earlier = before.papers.get(component="TP.GCS")
    draft = begun(binh)
    filled(binh, draft, example())
    assert before.code in page_of(binh, f"/nop/{draft.key}/giay-to/")
    binh.post(f"/nop/{draft.key}/giay-to/", {"giay-to": "TP.GCS", "dung-lai": str(earlier.id)})
    answer = binh.post(f"/nop/{draft.key}/kiem-tra/", {"cam-doan": "1"})
    assert answer.status_code == 302
    again = Application.objects.get(key=draft.key).papers.get(component="TP.GCS")
    assert (again.attachment_id, again.source) == (earlier.attachment_id, "store")


def test_who_has_the_code_sees_steps_and_no_names(binh: Client) -> None:
    one = filed(binh)
    page = page_of(Client(), f"/tra-cuu/?ma={one.code.lower()}")
    assert "Đã nộp, chờ tiếp nhận" in page
    assert "Sơn" not in page
    unknown = Client().get("/tra-cuu/", {"ma": "H51.10.01-221121-9999"})
    assert unknown.status_code == 422
    assert "Không có hồ sơ mang mã này" in unknown.content.decode()


def test_an_application_is_withdrawn_with_a_reason(binh: Client) -> None:
    one = filed(binh)
    empty = binh.post(f"/ho-so/{one.id}/rut/", {"ly-do": " "})
    assert empty.status_code == 422
    done = binh.post(f"/ho-so/{one.id}/rut/", {"ly-do": "Khai nhầm."})
    assert done.status_code == 302
    assert "Khai nhầm." in page_of(binh, f"/ho-so/{one.id}/")
    one.refresh_from_db()
    assert one.status == Status.WITHDRAWN
