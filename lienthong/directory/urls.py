"""Addresses of the directory: signing in, one's account, the tree, administration."""

from django.urls import path

from lienthong.directory.acting import FROM_PROVIDER
from lienthong.directory.pages import (
    accesses,
    account,
    accounts,
    administration,
    calendar,
    changes,
    citizens,
    delegations,
    images,
    positions,
    series,
    signing_in,
    tree,
)

app_name = "directory"

_ADMIN = "van-phong/quan-tri/"

urlpatterns = [
    path("dang-nhap/", signing_in.sign_in, name="sign_in"),
    path("dang-nhap/nhan-vat/", signing_in.persona, name="persona"),
    path(FROM_PROVIDER, citizens.begin, name="citizen_sign_in"),
    path(f"{FROM_PROVIDER}ve/", citizens.back, name="citizen_back"),
    path("vneid-mo-phong/", citizens.simulated_vneid, name="simulated_vneid"),
    path("dang-xuat/", signing_in.sign_out, name="sign_out"),
    path("tai-khoan/mat-khau/", account.password, name="password"),
    path("van-phong/tai-khoan/", account.account, name="account"),
    path("van-phong/tai-khoan/phien/", account.end_sessions, name="end_sessions"),
    path("van-phong/tai-khoan/chu-ky/", images.own, name="own_image"),
    path("van-phong/chuc-vu/", signing_in.hats, name="hats"),
    path("van-phong/to-chuc/", tree.browse, name="tree"),
    path("van-phong/to-chuc/co-quan/<int:agency_id>/", tree.agency, name="agency"),
    path("van-phong/to-chuc/dia-ban/<int:place_id>/", tree.place, name="place"),
    path(_ADMIN, administration.index, name="administration"),
    path(f"{_ADMIN}tai-khoan/", accounts.index, name="accounts"),
    path(f"{_ADMIN}tai-khoan/mo/", accounts.open_account, name="account_open"),
    path(f"{_ADMIN}tai-khoan/<int:account_id>/", accounts.detail, name="account_admin"),
    path(f"{_ADMIN}tai-khoan/<int:account_id>/khoa/", accounts.close, name="account_close"),
    path(f"{_ADMIN}tai-khoan/<int:account_id>/mo-lai/", accounts.reopen, name="account_reopen"),
    path(f"{_ADMIN}tai-khoan/<int:account_id>/dat-lai/", accounts.reset, name="account_reset"),
    path(f"{_ADMIN}chuc-vu/", positions.index, name="positions"),
    path(f"{_ADMIN}chuc-vu/<int:position_id>/", positions.detail, name="position"),
    path(f"{_ADMIN}chuc-vu/<int:position_id>/vai-tro/", positions.roles, name="position_roles"),
    path(f"{_ADMIN}chuc-vu/<int:position_id>/bo-nhiem/", positions.appoint, name="appoint"),
    path(f"{_ADMIN}bo-nhiem/<int:appointment_id>/ket-thuc/", positions.dismiss, name="dismiss"),
    path(f"{_ADMIN}giao-ky/", delegations.index, name="delegations"),
    path(f"{_ADMIN}giao-ky/moi/", delegations.new, name="delegation_new"),
    path(f"{_ADMIN}giao-ky/<int:delegation_id>/", delegations.end, name="delegation_end"),
    path(f"{_ADMIN}so/", series.index, name="series"),
    path(f"{_ADMIN}so/moi/", series.edit, name="series_new"),
    path(f"{_ADMIN}so/<int:series_id>/", series.edit, name="series_edit"),
    path(f"{_ADMIN}con-dau/", images.seal, name="seal_image"),
    path(f"{_ADMIN}truy-cap/", accesses.index, name="accesses"),
    path(f"{_ADMIN}lich/", calendar.index, name="calendar"),
    path(f"{_ADMIN}lich/<int:day_id>/bo/", calendar.remove, name="calendar_remove"),
    path("van-phong/thay-doi-quyen/", changes.index, name="changes"),
    path("van-phong/thay-doi-quyen/<int:change_id>/", changes.confirm, name="change_confirm"),
]
