"""What other tools draw and we don't run, each with what to do instead."""

from __future__ import annotations

CONDITION = (
    "Điều kiện viết kiểu ${…} của Camunda: viết lại bằng CEL, không có ${ }, ví dụ area > 50."
)
EVENT_SUBPROCESS = "Quy trình con tự nổ theo sự kiện không chạy ở đây: gọi nó từ một cổng rẽ."
REFUSED = {
    "scriptTask": "Bước chạy mã (scriptTask) không được nhận: dùng serviceTask có tên dịch vụ.",
    "businessRuleTask": "Bước DMN (businessRuleTask) không chạy: dùng bảng quyết định của thủ tục.",
    "task": "Bước chưa có loại (task): chọn userTask, manualTask hoặc serviceTask.",
    "sendTask": "Bước gửi (sendTask) không chạy: dùng serviceTask có tên dịch vụ.",
    "receiveTask": "Bước nhận (receiveTask) không chạy: dùng userTask ở làn của bên trả lời.",
    "eventBasedGateway": "Cổng theo sự kiện không chạy: dùng userTask có đồng hồ ở viền.",
    "complexGateway": "Cổng phức hợp không chạy: dùng cổng loại trừ, song song hoặc bao gồm.",
    "transaction": "Giao dịch (transaction) không chạy: dùng subProcess.",
    "adHocSubProcess": "Quy trình con tùy ý (adHoc) không chạy: vẽ rõ thứ tự hoặc dùng cổng.",
    "intermediateThrowEvent": "Sự kiện phát ra giữa chừng không chạy: dùng serviceTask.",
    "multiInstanceLoopCharacteristics": (
        "Bước lặp theo danh sách không chạy: vẽ từng nhánh, hoặc tạo hồ sơ con cho từng nơi."
    ),
    "standardLoopCharacteristics": "Bước lặp không chạy: vẽ mũi tên quay lại qua một cổng rẽ.",
    "messageEventDefinition": "Sự kiện thông điệp không chạy: dùng userTask hoặc serviceTask.",
    "signalEventDefinition": "Sự kiện tín hiệu không chạy: dùng userTask hoặc serviceTask.",
    "errorEventDefinition": "Sự kiện lỗi không chạy: vẽ nhánh bằng cổng rẽ.",
    "escalationEventDefinition": "Sự kiện leo thang không chạy: dùng đồng hồ ở viền để nhắc.",
    "compensateEventDefinition": "Sự kiện bù trừ không chạy: vẽ bước sửa lại.",
    "cancelEventDefinition": "Sự kiện hủy giao dịch không chạy: vẽ nhánh bằng cổng rẽ.",
    "conditionalEventDefinition": "Sự kiện theo điều kiện không chạy: dùng cổng rẽ.",
    "linkEventDefinition": "Sự kiện nối (link) không chạy: nối bằng mũi tên.",
    "terminateEventDefinition": "Kết thúc ngắt mọi nhánh không chạy: đưa các nhánh về một cổng.",
    "timerEventDefinition": "Đồng hồ chỉ đặt ở sự kiện giữa chừng hoặc ở viền một bước.",
}
HARMLESS = {
    "dataObject", "dataObjectReference", "dataStoreReference", "dataInputAssociation",
    "dataOutputAssociation", "ioSpecification", "property", "monitoring", "auditing",
    "supportedInterfaceRef", "resourceRole", "performer", "humanPerformer", "potentialOwner",
    "rendering",
}  # fmt: skip
CODE = {
    "script": "mã lệnh", "executionListener": "mã nghe sự kiện", "taskListener": "mã nghe sự kiện",
    "connector": "bộ nối gọi ra ngoài", "calledDecision": "bảng DMN",
}  # fmt: skip
ATTRIBUTES = {
    "assignee": "Hệ thống giao việc theo làn, không theo người đặt trong sơ đồ.",
    "candidateUsers": "Hệ thống giao việc theo làn, không theo người đặt trong sơ đồ.",
    "candidateGroups": "Hệ thống giao việc theo làn, không theo nhóm đặt trong sơ đồ.",
    "formKey": "Biểu mẫu đi theo thủ tục, không theo sơ đồ.",
    "formRef": "Biểu mẫu đi theo thủ tục, không theo sơ đồ.",
    "dueDate": "Thời hạn tính theo thủ tục, không theo sơ đồ.",
    "class": "Lớp Java không bao giờ được chạy.",
    "expression": "Biểu thức của Camunda không bao giờ được chạy.",
    "delegateExpression": "Biểu thức của Camunda không bao giờ được chạy.",
}


def refused(tag: str) -> str:
    """Why an element can't run, and what to draw instead."""
    return REFUSED.get(tag, f"Phần tử “{tag[:60]}” không nằm trong những gì hệ thống chạy được.")


def ignored(tag: str) -> str:
    """An element that stands in the picture and does nothing."""
    return f"“{tag[:60]}” chỉ để nhìn: dữ liệu đi theo hồ sơ."


def extension(tag: str) -> str:
    """An extension that would run code elsewhere, or ""."""
    return f"Có {CODE[tag]} ({tag}) gắn vào đây: bỏ đi, hệ thống không chạy." if tag in CODE else ""


def attribute(name: str, tag: str) -> str:
    """An attribute of another tool that does nothing here, or ""."""
    if not name.startswith("{"):
        return ""
    local = name.rpartition("}")[2]
    if local == "topic" and tag == "serviceTask":
        return ""
    return ATTRIBUTES.get(local, "")


def is_loop(tag: str) -> bool:
    """Does this part make a step run many times?"""
    return tag in {"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"}


def is_script(language: str) -> bool:
    """Is a condition's language another than ours?"""
    return language.lower().rpartition("/")[2] not in {"", "cel", "xpath"}
