"""Sentences with all ``find`` must report in them, in order, joined by "|": codes, organization ids, city names."""

import unicodedata

import pytest

from pipeline.gazetteer import Hit, find


def ids(text: str) -> list[str]:
    return [hit.entity_id for hit in find(text)]


COUNTRIES = [
    ("The Japan-U.S. Alliance is stronger than ever.", "JPN|USA"),
    ("The Japan-U.S.-ROK Trilateral Ministerial Meeting", "JPN|USA|KOR"),
    ("Japan-Australia-India-U.S. Foreign Ministers' Meeting", "JPN|AUS|IND|USA"),
    ("He will visit the U.S.", "USA"),
    ("the United States of America, the United States and the USA", "USA|USA|USA"),
    ("cooperation with the U.S.A. in the region", "USA"),
    ("the US administration", "USA"),
    ("They told us that the bus was late.", ""),
    ("USAID workers", "usaid"),
    ("in Indiana", ""),
    ("Indians and Indonesians", "IND|IDN"),
    ("the UK, the U.K. and Britain", "GBR|GBR|GBR"),
    ("the British Foreign Secretary", "GBR"),
    ("the United Kingdom of Great Britain and Northern Ireland", "GBR"),
    ("Northern Ireland", ""),
    ("North Korea, South Korea and the two Koreas", "PRK|KOR"),
    ("the Democratic People's Republic of Korea (DPRK)", "PRK|PRK"),
    ("the Republic of Korea (ROK)", "KOR|KOR"),
    ("North Korean missiles and South Korean troops", "PRK|KOR"),
    ("N. Korea", "PRK"),
    ("North korea’s conduct", "PRK"),
    ("the complete denuclearization of the Korean Peninsula", ""),
    ("the People’s Republic of China (PRC)", "CHN|CHN"),
    ("the Central African Republic and other Central African states", "CAF"),
    ("the Lao People's Democratic Republic", "LAO"),
    ("peace and stability across the Taiwan Strait", ""),
    ("the situation in the East China Sea and the South China Sea", ""),
    ("the East and South China Seas", ""),
    ("Taiwan and Hong Kong", "TWN|Hong Kong"),
    ("the Socialist Republic of Viet Nam", "VNM"),
    ("Viet Nam, Vietnam and Vietnamese workers", "VNM|VNM|VNM"),
    ("Türkiye, Turkiye and Turkey", "TUR|TUR|TUR"),
    ("Burma and the Republic of the Union of Myanmar", "MMR|MMR"),
    ("Côte d'Ivoire, Cote d’Ivoire and the Ivory Coast", "CIV|CIV|CIV"),
    ("the Federation of Saint Christopher and Nevis", "KNA"),
    ("the Commonwealth of The Bahamas", "BHS"),
    ("Lao PDR and Laos", "LAO|LAO"),
    ("Timor Leste and the Democratic Republic of Timor-Leste", "TLS|TLS"),
    ("the State of Palestine and the Palestinian people", "PSE|PSE"),
    ("the Arab Republic of Egypt", "EGY"),
    ("the Hashemite Kingdom of Jordan", "JOR"),
    ("the Federal Democratic Republic of Ethiopia", "ETH"),
    ("the Commonwealth of Australia", "AUS"),
    ("the French Republic and the Swiss Confederation", "FRA|CHE"),
    ("the State of Qatar, the Kingdom of Saudi Arabia", "QAT|SAU"),
    ("Republic of Germany", "DEU"),
    ("Papua New Guinea, Equatorial Guinea, Guinea-Bissau and Guinea", "PNG|GNQ|GNB|GIN"),
    ("piracy in the Gulf of Guinea", ""),
    ("Niger and Nigeria, Nigerien and Nigerian", "NER|NGA|NER|NGA"),
    ("the Democratic Republic of the Congo and the Republic of the Congo", "COD|COG"),
    ("Dominica and the Dominican Republic", "DMA|DOM"),
    ("Sudan and South Sudan", "SDN|SSD"),
    ("Samoa and American Samoa", "WSM|American Samoa"),
    ("New Caledonia", "New Caledonia"),
    ("the Thai Deputy Prime Minister", "THA"),
    ("Dutch, Danish, Finnish and Polish ministers", "NLD|DNK|FIN|POL"),
    ("Afghan and Iranian nationals", "AFG|IRN"),
    ("Russians and Ukrainians", "RUS|UKR"),
    ("the Philippine Foreign Secretary and the Philippines", "PHL|PHL"),
    ("Latin America, South American countries and Central America", ""),
    ("a free and open Indo-Pacific and the Indian Ocean", ""),
    ("the Untied States", "USA"),
    ("Zaire", "COD"),
    ("the Swaziland delegation", "SWZ"),
    ("Kosovo and North Macedonia", "XKX|MKD"),
    ("Bosnia and Herzegovina", "BIH"),
    ("São Tomé and Príncipe", "STP"),
    ("Micronesia and the Federated States of Micronesia", "FSM|FSM"),
    ("the Cook Islands and Niue", "COK|NIU"),
    ("Representative of the USA to the UN", "USA|un"),
    ("the Soviet Union", ""),
    ("JAPAN-FRANCE SUMMIT MEETING", "JPN|FRA"),
    ("polish the text; chile peppers; the turkey", ""),
    ("Japan’s and Germany's position", "JPN|DEU"),
    ("non-US troops", "USA"),
    ("Korean War veterans and Korean companies", "KOR"),
    ("the Turkish Republic of Northern Cyprus", ""),
    ("Turkish Cypriot community", "CYP"),
    ("a US-2 amphibian aircraft worth US$ 10 million", ""),
    ("Relations with the Maldives, the Solomon Islands and the Marshall Islands", "MDV|SLB|MHL"),
]

LOOK_ALIKES = [
    ("Mr. Jordan said", ""),
    ("Ms. Georgia Meloni met the Georgian Ambassador", "GEO"),
    ("Mr. Michael B. Jordan arrived", ""),
    ("Foreign Minister Israel Katz of Israel", "ISR"),
    ("Mr. Israel Katz, Minister of Foreign Affairs of Israel", "ISR"),
    ("Dr. Chad visited Chad", "TCD"),
    ("Mr. TOGO Kazuhiko, Ambassador", ""),
    ("TOGO Kazuhiko visited Togo", "TGO"),
    ("Mr. Washington and Ms. Sofia", ""),
    ("Mr. Natsuo Yamaguchi visited Yamaguchi", "Yamaguchi"),
    ("Queen Victoria", ""),
    ("Mr. Kono, Japan's Foreign Minister", "JPN"),
    ("Mr. Taro Kono\nJapan-Qatar Relations", "JPN|QAT"),
    ("Mr. Kono\nJapan", "JPN"),
    ("The Joint Statement (Japanese / English) (PDF)", ""),
    ("He spoke in Japanese.", ""),
    ("in Japanese waters", "JPN"),
    ("Japanese-language education", ""),
    ("French-speaking countries", ""),
    ("an English text", ""),
    ("the Great East Japan Earthquake", ""),
    ("the Panama Canal and the Suez Canal", ""),
    ("New Mexico, New Jersey and Georgia Tech", ""),
    ("the Bank of Japan and the New York Times", ""),
    ("the Communist Party of China", "cpc"),
    ("see https://www.example.org/UN/Japan for the text", ""),
    ("CONTACT US", ""),
]

ORGANIZATIONS = [
    ("the United Nations (UN)", "un|un"),
    ("the U.N. and the UN-ASEAN partnership", "un|un|asean"),
    ("the UN Security Council (UNSC)", "unsc|unsc"),
    ("the Security Council and the General Assembly", "unsc|unga"),
    ("the United Nations Security Council", "unsc"),
    ("members of the Council", ""),
    ("Secretary of the Security Council of the Russian Federation", "RUS"),
    ("the Russian Security Council", "RUS"),
    ("the National Security Council", ""),
    ("Japan's Security Council membership", "JPN|unsc"),
    ("the OAS General Assembly", "oas"),
    ("the United Nations General Assembly (UNGA)", "unga|unga"),
    ("the UN Assistance Mission in Afghanistan (UNAMA)", "unama|unama"),
    ("United Nations Development Programme (UNDP) Administrator", "undp|undp"),
    ("the Office of the United Nations High Commissioner for Refugees (UNHCR)", "unhcr|unhcr"),
    ("UNRWA, UNICEF and UN Women", "unrwa|unicef|un-women"),
    ("who said that the WHO", "who"),
    ("the G7, the G-20 and the G4 Foreign Ministers", "g7|g20|g4"),
    ("the Quad and a quad", "quad"),
    ("Japan-EU, Japan-ASEAN and Japan-CARICOM relations", "JPN|eu|JPN|asean|JPN|caricom"),
    ("the ASEAN Regional Forum (ARF) and ASEAN+3", "arf|arf|asean-plus-three"),
    ("the African Union Commission and the African Development Bank", "au|afdb"),
    ("the Organization of American States", "oas"),
    ("the Inter-American Development Bank", "idb"),
    ("the Shanghai Cooperation Organisation", "sco"),
    ("Japan International Cooperation Agency (JICA)", "jica|jica"),
    ("the Global Fund and Gavi, the Vaccine Alliance", "global-fund|gavi"),
    ("North Atlantic Treaty Organization (NATO)", "nato|nato"),
    ("the Visegrad Group (V4)", "visegrad"),
    ("United Nations Framework Convention on Climate Change", ""),
    ("TPP, NPT, CTBT, TICAD and COP26", ""),
    ("UNITED NATIONS SECURITY COUNCIL", "unsc"),
    ("the International Criminal Court (ICC) and the ICJ", "icc|icc|icj"),
    ("the Korea International Cooperation Agency", "koica"),
]

PLACES = [
    ("He is visiting New York to attend the meeting.", "New York"),
    ("in Washington, D.C., and Washington DC", "Washington, D.C.|Washington, D.C."),
    ("Mexico City, Kuwait City, Panama City and Guatemala City", "Mexico City|Kuwait City|Panama City|Guatemala City"),
    ("in Singapore", "SGP"),
    ("in Kyiv and Kiev", "Kyiv|Kyiv"),
    ("Sharm El-Sheikh", "Sharm el-Sheikh"),
    ("in Lübeck and Münster", "Lübeck|Munster"),
    ("the Paris Agreement was concluded in Paris", "Paris"),
    ("the Kyoto Protocol, the Geneva Conventions and the Rome Statute", ""),
    ("the Sendai Framework for Disaster Risk Reduction 2015-2030", ""),
    ("the Hiroshima AI Process and the Osaka Blue Ocean Vision", ""),
    ("the G7 Hiroshima Leaders’ Communiqué", "g7"),
    ("the Minsk agreements and the Minsk Group", ""),
    ("the Vienna Convention on Diplomatic Relations", ""),
    ("the Tokyo International Conference on African Development (TICAD)", ""),
    ("the Tokyo Declaration and the Nairobi Declaration", ""),
    ("in Tokyo and New York University", "Tokyo"),
    ("Hiroshima, Japan", "Hiroshima|JPN"),
    ("on the margins of the Munich Security Conference in Munich", "Munich"),
    ("Ise-Shima Summit", "Ise-Shima"),
    ("Ho Chi Minh City", "Ho Chi Minh City"),
    ("at the World Economic Forum in Davos", "wef|Davos"),
]

LAYOUT = [
    ("the United\nNations", "un"),
    ("the Republic of  Korea", "KOR"),
    ("the Republic\u00a0of Korea", "KOR"),
    ("the Republic of\r\nKorea", "KOR"),
    ("the Republic\n\nof Korea", "KOR"),
    ("New\n\nYork", ""),
    ("Japan and the United NationsJapan-UN Meeting", "JPN|un|JPN|un"),
    ("Countries & RegionsJapan-Jordan Relations", "JPN|JOR"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), COUNTRIES + LOOK_ALIKES + ORGANIZATIONS + PLACES + LAYOUT)
def test_finds_exactly_these(text: str, expected: str) -> None:
    assert "|".join(ids(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "“Çavuşoğlu” — 日本 😀 visited Türkiye’s capital, Ankara",
        "Türkiye  and\u00a0the  Republic of   Korea,\r\n\r\n the United \n Nations and Côte d’Ivoire",
        " \n\n\n Japan \t\t Germany\n  \n  France",
    ],
)
def test_offsets_are_code_points_of_the_text_as_given(text: str) -> None:
    hits = find(text)
    assert len(hits) >= 2
    assert all(text[hit.start : hit.end] == hit.text and hit.text == hit.text.strip() for hit in hits)
    assert hits == sorted(hits, key=lambda hit: hit.start)


def test_hits_across_spaces_cover_the_whole_name() -> None:
    text = "the  Republic  of\nKorea \n\n and  Japan"
    assert [hit.text for hit in find(text)] == ["Republic  of\nKorea", "Japan"]


def test_decomposed_accents_are_found() -> None:
    assert ids(unicodedata.normalize("NFD", "in Türkiye and São Paulo")) == ["TUR", "Sao Paulo"]


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("Indonesian", Hit(0, 10, "country", "IDN", "Indonesian", "country:adjective")),
        ("a UNSC vote", Hit(2, 6, "organization", "unsc", "UNSC", "organization:acronym")),
        ("in Geneva", Hit(3, 9, "place", "Geneva", "Geneva", "place:city")),
        ("the ROK", Hit(4, 7, "country", "KOR", "ROK", "country:abbreviation")),
        ("on Guam", Hit(3, 7, "place", "Guam", "Guam", "place:territory")),
    ],
)
def test_a_hit_says_what_it_rests_on(text: str, hit: Hit) -> None:
    assert find(text) == [hit]
