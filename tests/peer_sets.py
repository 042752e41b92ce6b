"""Four passages and three questions, one of which none of them answers."""

PASSAGES = [
    {
        "id": "p1",
        "doc": "a",
        "text": "记者：厂里有多少人？厂长：三百二十名工人，都住镇上。",
    },
    {"id": "p2", "doc": "a", "text": "图书馆每天早上八点开门，周末下午四点关门，不收门票。"},
    {"id": "p3", "doc": "b", "text": "去年的大雨冲垮了河上的木桥，村里用了两个月才修好它。"},
    {"id": "p4", "doc": "b", "text": "The choir was founded in 1987 by a teacher from Leeds."},
]
QUESTIONS = [
    {"id": "q1", "question": "图书馆几点开门？", "gold": ["p2"], "answers": ["八点"]},
    {"id": "q2", "question": "When was the choir founded?", "gold": ["p4"], "answers": ["1987"]},
    {"id": "q3", "question": "2031年的航天预算是多少？", "gold": [], "answerable": False},
]
