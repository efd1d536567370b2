"""How clerks spoil a name, a birthday, a number, a telephone and an address."""

from random import Random

# Characters that look alike or sound alike to whoever types or reads them.
SOUND_ALIKE = (
    "伟玮炜苇", "英瑛樱", "芳方芬", "秀绣", "丽莉俐利", "军君均钧", "明铭名", "建健剑", "国帼果",
    "华桦骅", "红虹鸿洪", "霞侠", "娟鹃", "燕艳雁", "琴勤", "玉育钰", "梅媚美", "兰蓝岚", "文雯纹",
    "志至智", "强蔷", "勇永咏", "平萍苹", "刚钢", "辉晖徽", "涛滔", "超朝", "静婧靖", "雪学", "鹏朋",
    "佳嘉加家", "欣新心鑫", "怡宜仪", "婷亭廷", "宇雨羽语", "轩萱宣", "浩昊皓", "博勃", "泽则",
    "梓紫子", "涵晗寒", "晨辰宸", "诗施", "琪淇琦其", "瑶遥", "月悦玥", "思斯", "贵桂", "福富",
    "生胜升声", "全泉权", "林琳霖", "春椿", "花华", "珍真贞", "淑舒", "凤风峰锋", "云芸耘",
    "王汪", "张章", "李黎", "刘柳留", "陈程成", "杨羊阳", "赵召", "吴武伍", "徐许", "朱竺", "马麻",
    "胡湖", "郭国", "何河贺", "高皋", "罗骆", "郑正", "梁良", "谢解", "宋松", "唐塘", "曹操", "魏卫",
)  # fmt: skip
LOOK_ALIKE = (
    "己已巳", "未末", "士土", "日曰", "人入", "天夭", "王玉", "晴睛", "侯候", "享亨", "祖袓",
    "辛幸", "拔拨", "崇祟", "刘列", "冯马", "贺货", "柳抑", "杨扬", "汪江注", "李季", "陈阵", "孙孩",
    "强张", "伟纬", "芳芬", "娟捐", "明朋", "军车", "敏教", "静诤", "秀季", "丽两", "建健", "海诲",
    "梅海", "清情", "淑椒", "玲铃", "英莫", "红江", "桂挂", "凤风", "国固", "志忘", "永水", "平干",
)  # fmt: skip
# The same character as another age or another script writes it.
VARIANTS = (
    "国國", "华華", "刘劉", "张張", "陈陳", "杨楊", "赵趙", "吴吳", "孙孫", "马馬", "郑鄭", "罗羅",
    "谢謝", "邓鄧", "冯馮", "叶葉", "阎閻闫", "苏蘇", "卢盧", "钟鐘锺", "谭譚", "陆陸", "贾賈",
    "韩韓", "兰蘭", "芸蕓", "云雲", "凤鳳", "龙龍", "丽麗", "伟偉", "强強", "军軍", "梅楳", "峰峯",
    "泉湶", "喆哲", "升昇", "玺璽", "宝寶", "贵貴", "兴興", "东東", "庆慶", "荣榮", "娟姢", "群羣",
    "桂槶", "玥月", "珺君", "煊暄", "堃坤", "犇奔", "淼渺", "昀匀", "赟斌", "翀冲", "晟成", "婧静",
)  # fmt: skip
_GONE = "□?■"


def _partners(groups: tuple[str, ...]) -> dict[str, str]:
    table: dict[str, str] = {}
    for group in groups:
        for character in group:
            others = "".join(c for c in group if c != character)
            table[character] = table.get(character, "") + others
    return table


_SOUNDS, _LOOKS, _FORMS = map(_partners, (SOUND_ALIKE, LOOK_ALIKE, VARIANTS))


def name(random: Random, text: str) -> str:
    """Return a name as it was mistyped: another form, sound or look, a lost or unreadable sign."""
    places = list(range(len(text)))
    random.shuffle(places)
    way = random.random()
    table = _FORMS if way < 0.25 else _SOUNDS if way < 0.65 else _LOOKS
    for place in places:
        if text[place] in table:
            return text[:place] + random.choice(table[text[place]]) + text[place + 1 :]
    if len(text) > 2 and way < 0.85:
        place = random.randrange(1, len(text))
        return text[:place] + text[place + 1 :]
    if way < 0.92:
        place = random.randrange(1, len(text))
        return text[:place] + random.choice(_GONE) + text[place + 1 :]
    return " ".join(text) if len(text) < 3 else text[0] + text[2] + text[1] + text[3:]


def birth(random: Random, day: str) -> str:
    """Return ``YYYYMMDD`` with a slip: a digit, two exchanged, month and day, or unknown parts."""
    way = random.random()
    if way < 0.35:
        place = random.choice((3, 5, 6, 7))
        return (
            day[:place] + str((int(day[place]) + random.choice((1, 9, 5))) % 10) + day[place + 1 :]
        )
    if way < 0.55:
        place = random.choice((2, 4, 6))
        return day[:place] + day[place + 1] + day[place] + day[place + 2 :]
    if way < 0.7 and day[6:] <= "12":
        return day[:4] + day[6:] + day[4:6]
    if way < 0.85:
        return day[:4] + "0101"
    # Counted by the old calendar: about a month earlier.
    month = int(day[4:6]) - 1 or 12
    return f"{day[:4]}{month:02d}{random.randrange(1, 30):02d}"


def number(random: Random, text: str) -> str:
    """Return an identity number that is no longer sound; empty, cut, mistyped or in E notation."""
    way = random.random()
    if way < 0.4:
        return ""
    if way < 0.5:
        return f"{text[0]}.{text[1:6]}E+17"
    if way < 0.65:
        place = random.randrange(6, 17)
        return text[:place] + text[place + 1 :]
    if way < 0.78:
        place = random.randrange(6, 16)
        return (
            text[:place] + text[place + 1] + text[place] + text[place + 2 :]
            if (text[place] != text[place + 1])
            else text[:17] + ("1" if text[17] != "1" else "2")
        )
    if way < 0.95:
        place = random.randrange(6, 17)
        return (
            text[:place]
            + str((int(text[place]) + random.randrange(1, 10)) % 10)
            + text[place + 1 :]
        )
    return text[:14]


def address(random: Random, town: str, village: str, door: int) -> str:
    """Return an address as people write it: whole, without the town, short, or only the place."""
    bare = village.removesuffix("社区").removesuffix("村")
    way = random.random()
    if way < 0.45:
        return f"会宁县{town}{village}{door}号"
    if way < 0.7:
        return f"{town}{bare}村{door}号"
    if way < 0.85:
        return f"{village}{door}号"
    return f"{town}{village}"
