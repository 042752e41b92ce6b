from dataclasses import replace

from qa.confidence import ConfidenceSettings, confidence
from qa.evidence import best_quotes
from qa.question import read_question
from qa.stopwatch import Stopwatch


def test_the_words_pointed_at_must_be_of_the_kind_that_is_asked_for(assistant):
    """A number elsewhere in the sentence does not make them an amount."""
    question = read_question("开通了多少个5G基站?")
    found = assistant._finder.find(question, None, Stopwatch())
    quotes = best_quotes(question, found.vector, found.ranked, assistant._store)
    whole = assistant._store.interview(quotes[0].passage.interview).text
    at = quotes[0].passage.paragraph.text.index("连续覆盖")
    elsewhere = [replace(quotes[0], focus=(at, at + 4))]
    settings = ConfidenceSettings()
    assert confidence(question, found, quotes, whole, settings) >= settings.threshold
    assert confidence(question, found, elsewhere, whole, settings) < settings.threshold


def test_what_is_said_of_one_season_does_not_answer_for_the_next(assistant):
    """However sure the reader is."""
    question = read_question("2021-2022年度开通了多少个5G基站?")
    found = assistant._finder.find(question, None, Stopwatch())
    (quote, *_) = best_quotes(question, found.vector, found.ranked, assistant._store)

    def sureness(text):
        paragraph = replace(quote.passage.paragraph, text=text)
        said = replace(
            quote, passage=replace(quote.passage, paragraph=paragraph), start=0, focus=None
        )
        quotes = [replace(said, end=len(text))]
        return confidence(question, found, quotes, text, ConfidenceSettings())

    of_another = sureness("2020-2021年度开通5G基站超过5万个,2022年再说。")
    assert of_another < sureness("2021-2022年度开通5G基站超过5万个。") / 2
