"""One person is one row across documents, whatever the order in which the documents come."""

import random

import pytest

from pipeline.entities.persons import Named, resolve
from pipeline.entities.slugs import slug


def person(
    key: str,
    family: str,
    given: str | None,
    country: str | None = "JPN",
    method: str = "name:capitals",
    organization: str | None = None,
) -> Named:
    name = f"{given} {family}" if given else family
    return Named(key, family, given, method, country, organization, [name])


def test_a_full_name_and_short_forms_are_one_person() -> None:
    ids, rows = resolve(
        [person("a#n1", "Motegi", "Toshimitsu"), person("b#n1", "Motegi", None), person("c#n1", "Motegi", "Toshimitsu")]
    )
    assert set(ids.values()) == {"jpn-motegi-toshimitsu"}
    (row,) = rows
    assert (row.family_name, row.given_name, row.display_name) == ("Motegi", "Toshimitsu", "Motegi Toshimitsu")
    assert row.aliases == "Motegi | Toshimitsu Motegi"


def test_either_name_order_is_one_person_and_the_surer_rule_names_it() -> None:
    reversed_ = person("a#n1", "Yoko", "Kamikawa", method="name:order_last")
    ids, rows = resolve([reversed_, person("b#n1", "Kamikawa", "Yoko")])
    assert len(set(ids.values())) == 1
    assert rows[0].family_name == "Kamikawa"


def test_one_family_name_in_two_states_is_two_persons() -> None:
    ids, _ = resolve([person("a#n1", "Kim", "Sung-hwan", "KOR"), person("b#n1", "Kim", None, "PRK")])
    assert ids == {"a#n1": "kor-kim-sung-hwan", "b#n1": "prk-kim"}


def test_two_given_names_are_two_persons_and_a_bare_family_name_joins_neither() -> None:
    ids, _ = resolve(
        [person("a#n1", "Hayashi", "Yoshimasa"), person("b#n1", "Hayashi", "Hajime"), person("c#n1", "Hayashi", None)]
    )
    assert ids == {"a#n1": "jpn-hayashi-yoshimasa", "b#n1": "jpn-hayashi-hajime", "c#n1": "jpn-hayashi"}


def test_a_longer_given_name_does_not_change_the_id() -> None:
    short = person("a#n1", "Guterres", "António", None, "name:order_last", "un")
    long = person("b#n1", "Guterres", "António Manuel de Oliveira", None, "name:order_last", "un")
    assert resolve([short])[0]["a#n1"] == "un-guterres-antonio"
    assert set(resolve([short, long])[0].values()) == {"un-guterres-antonio"}


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_documents_does_not_show(seed: int) -> None:
    people = [
        person("a#n1", "Motegi", "Toshimitsu"),
        person("b#n1", "Motegi", None),
        person("c#n1", "Yoko", "Kamikawa", method="name:order_last"),
        person("d#n1", "Kamikawa", "Yoko"),
        person("e#n1", "Lavrov", None, "RUS", "name:single"),
        person("f#n1", "Lavrov", "Sergey Viktorovich", "RUS", "name:inverted"),
        person("g#n1", "Lavrov", "Sergey", "RUS", "name:order_last"),
    ]
    expected = resolve(people)
    shuffled = people[:]
    random.Random(seed).shuffle(shuffled)
    assert resolve(shuffled) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Çavuşoğlu", "cavusoglu"),
        ("Le Drian", "le-drian"),
        ("N'Diaye", "ndiaye"),
        ("Kőrösi", "korosi"),
        ("Øster", "oster"),
    ],
)
def test_slugs_are_ascii(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_a_name_without_latin_letters_has_a_stable_slug() -> None:
    assert slug("茂木") == slug("茂木")
    assert slug("茂木").isascii()
    assert slug("茂木") != slug("岸田")


def test_an_id_does_not_go_over_to_the_organization_that_is_told_of_more_often() -> None:
    def of(key: str, organization: str) -> Named:
        return person(key, "Clark", "Helen", None, organization=organization)

    few = [of("a#n1", "un"), of("b#n1", "undp"), of("c#n1", "undp")]
    many = [*few, of("d#n1", "un"), of("e#n1", "un")]
    assert {row.organization_id for row in resolve(few)[1]} == {"undp"}
    assert {row.organization_id for row in resolve(many)[1]} == {"un"}
    assert {*resolve(few)[0].values(), *resolve(many)[0].values()} == {"un-clark-helen"}
