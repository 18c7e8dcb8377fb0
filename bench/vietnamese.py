"""Official Vietnamese as a model: words of one to three syllables with Zipf's skew, subjects that
keep to their own words, and the set phrases every letter contains. Seeded: the same text each time.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

ONSETS = "b c ch d đ g gh h k kh l m n ng nh ph qu r s t th tr v x"
RIMES = (
    "a ai an ang anh ao ay ăn ăng âm ân âu ây e em en eo ê ên i ia iên iêu in inh o oa oan oi on"
    " ông ô ôi ôn ơ ơi ơn u ua uân ui ung uôi uông uyên ư ưa ưng ươi ương y"
)
TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
SET_PHRASES = (
    "ủy ban nhân dân", "căn cứ", "kế hoạch", "báo cáo", "triển khai", "thực hiện", "đề nghị",
    "các cơ quan", "đơn vị", "trên địa bàn", "tỉnh", "huyện", "xã", "năm", "tháng", "kết quả",
    "nhiệm vụ", "giải pháp", "tăng cường", "công tác", "phòng chống", "xâm nhập mặn", "hạn hán",
    "sản xuất", "nông nghiệp", "phát triển", "nông thôn mới", "chuyển đổi số", "cải cách",
    "thủ tục hành chính", "đất đai", "đầu tư công", "giáo dục", "đào tạo", "y tế", "dân tộc",
    "tôn giáo", "an ninh trật tự", "quốc phòng", "tài nguyên môi trường", "giao thông vận tải",
    "xây dựng", "lao động", "thương binh xã hội", "văn hóa", "thể thao du lịch", "tài chính",
    "ngân sách", "thuế", "kho bạc", "thống kê", "tư pháp", "thanh tra", "khiếu nại tố cáo",
    "tiếp công dân", "thi đua khen thưởng", "tổ chức cán bộ", "biên chế", "tuyển dụng",
    "bảo hiểm xã hội", "người nghèo", "nhà ở", "nước sạch", "vệ sinh", "dịch bệnh", "tiêm chủng",
    "học sinh", "giáo viên", "hợp tác xã", "doanh nghiệp", "xuất khẩu", "thủy sản", "nuôi tôm",
    "trồng lúa", "hành", "tím", "khóm", "đê điều", "thủy lợi", "sạt lở", "bờ biển", "rừng",
)  # fmt: skip
TYPES = ("", "", "", "QĐ", "KH", "BC", "TB", "TTr", "GM")
UNITS = ("UBND-VX", "UBND-TH", "UBND-NC", "SNN-TT", "STC-NS", "SYT-NV", "VP-TH")
FIRST = date(2018, 1, 1)
DAYS = 1800
WORDS = 9000
SUBJECTS = 300


@dataclass(frozen=True)
class Letter:
    """One document as it is indexed and scanned."""

    code: str
    type: str
    title: str
    body: str
    day: date


class Model:
    """A vocabulary, and letters by number."""

    def __init__(self, seed: int = 30) -> None:
        import unicodedata

        dice = random.Random(seed)  # noqa: S311 - a benchmark, not a key
        every = [
            unicodedata.normalize("NFC", onset + rime[0] + tone + rime[1:])
            for onset in ONSETS.split()
            for rime in RIMES.split()
            for tone in TONES
        ]
        self.syllables = dice.sample(every, 2600)
        weights = [1 / (rank + 8) for rank in range(len(self.syllables))]
        made = [
            " ".join(dice.choices(self.syllables, weights, k=dice.choice((1, 2, 2, 2, 2, 3))))
            for _ in range(WORDS)
        ]
        self.words = [*SET_PHRASES, *made]
        self.skew = list(accumulate(1 / (rank + 6) for rank in range(len(self.words))))
        self.topics = [dice.sample(range(40, len(self.words)), 60) for _ in range(SUBJECTS)]

    def letter(self, number: int) -> Letter:
        """The document of that number, always the same; about 110 syllables."""
        dice = random.Random(number)  # noqa: S311
        topic = [self.words[at] for at in self.topics[int(dice.paretovariate(0.6)) % SUBJECTS]]
        common = dice.choices(self.words, cum_weights=self.skew, k=44)
        own = dice.choices(topic, k=12)
        body = [*common[8:], *own[3:]]
        dice.shuffle(body)
        day = FIRST + timedelta(days=int(DAYS * (dice.random() ** 0.7)))
        kind = dice.choice(TYPES)
        ordinal = dice.randint(1, 3000)
        unit = dice.choice(UNITS)
        symbol = f"{kind}-{unit.split('-')[0]}" if kind else unit
        title = " ".join(["Về việc", *common[:8], *own[:3]])
        text = f"{' '.join(body)}. Theo văn bản số {dice.randint(1, 3000)}/{dice.choice(UNITS)}."
        return Letter(f"{ordinal:02d}/{symbol}", kind, title, text, day)
