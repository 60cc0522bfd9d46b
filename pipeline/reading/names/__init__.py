"""Names of people: phrases with honorific, name, title and affiliation, and names cut into family and given name.

Pages write "H.E. Mr. Heiko MAAS, Federal Minister for Foreign Affairs, Federal Republic of Germany", "Mr. Lavrov,
Sergey Viktorovich, Minister …", "U.S. Secretary of State John Kerry", "Prime Minister Noda", "His Majesty King Abdullah
II". ``phrases`` finds them all with one grammar over tokens, ``titles`` reads the titles in them, ``affiliation`` whom
they stand for; ``splitting`` decides which part of a name is the family name; ``words`` holds their vocabulary.
"""

from pipeline.reading.names.phrases import NamePhrase, NameReader
from pipeline.reading.names.splitting import PersonName, split_name
from pipeline.reading.names.words import HEADS, MODIFIERS, PARTICLES, REGNAL

__all__ = ["HEADS", "MODIFIERS", "PARTICLES", "REGNAL", "NamePhrase", "NameReader", "PersonName", "split_name"]
