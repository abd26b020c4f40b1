"""What `names_agree` says, case by case: its specification and its test."""

from typing import NamedTuple


class Example(NamedTuple):
    one: str
    other: str
    agree: bool
    why: str


NAME_EXAMPLES = tuple(
    Example(*row)
    for row in (
        ("", "Ada Byron", True, "a blank name agrees with every other"),
        ("N/A", "Ada Byron", True, "so does a word that stands for a blank"),
        ("Ada Byron", "Ada Byron", True, "the same"),
        ("ADA BYRON", "ada  byron", True, "case and spaces do not count"),
        ("Byron, Ada", "Ada Byron", True, "surname first, with a comma"),
        ("Byron Ada", "Ada Byron", True, "surname first, without one"),
        ("Ada", "Ada Byron", True, "a single given name"),
        ("Byron", "Ada Byron", True, "a single surname"),
        ("Ada", "Grace Hopper", False, "a single name that is not in the other"),
        ("Ada Byron", "Grace Hopper", False, "nothing in common"),
        ("Ada Byron", "Grace Byron", False, "one family, two people"),
        ("Ada Byron", "Ada Hopper", False, "one given name, two surnames"),
        # Initials
        ("A. Byron", "Ada Byron", True, "initial of the given name"),
        ("Ada B.", "Ada Byron", True, "initial of the surname"),
        ("A. B.", "Ada Byron", True, "nothing but initials"),
        ("G. Byron", "Ada Byron", False, "another initial"),
        ("A. Hopper", "Ada Byron", False, "a fitting initial does not make up for the surname"),
        ("Ada M. Byron", "Ada Byron", True, "a middle initial may be missing"),
        ("Ada M. Byron", "Ada Maria Byron", True, "a middle initial written out"),
        ("Ada M. Byron", "Ada K. Byron", False, "two middle initials"),
        ("J.P. Martin", "Jean-Pierre Martin", True, "initials of a double given name"),
        ("JP Martin", "Jean-Pierre Martin", True, "the same without dots"),
        # Middle, double and maiden names
        ("Ada Maria Byron", "Ada Byron", True, "a middle name may be missing"),
        ("Maria Byron", "Ada Maria Byron", True, "called by the second given name"),
        ("Ada Byron-King", "Ada Byron", True, "double name, the first half"),
        ("Ada Byron-King", "Ada King", True, "double name, the second half"),
        ("Ada Byron King", "Ada Byron-King", True, "with and without the hyphen"),
        ("Ada King (née Byron)", "Ada Byron", True, "maiden name in brackets"),
        ("Ada King (Byron)", "Ada Byron", True, "maiden name in brackets, as LinkedIn writes it"),
        ("Ada King geb. Byron", "Ada Byron", True, "maiden name behind geb."),
        ("Ada King", "Ada Byron", False, "a new surname alone may be another person"),
        ("Juan García López", "Juan García", True, "the second surname may be missing"),
        ("Jean-Pierre Martin", "Jean Pierre Martin", True, "double given name in two words"),
        ("Jeanpierre Martin", "Jean-Pierre Martin", True, "double given name in one word"),
        ("Xiao Ming Wang", "Xiaoming Wang", True, "syllables in one word"),
        ("Wang Xiaoming", "Xiaoming Wang", True, "family name first"),
        # Nicknames and other forms of a given name
        ("Bill Byron", "William Byron", True, "nickname"),
        ("Liz Byron", "Elizabeth Byron", True, "nickname"),
        ("Sasha Petrov", "Alexander Petrov", True, "nickname in another language"),
        ("Hans Byron", "Johannes Byron", True, "short form"),
        ("Giuseppe Byron", "Joseph Byron", True, "the name in another language"),
        ('William "Buck" Byron', "Buck Byron", True, "a nickname between quotes"),
        ("William (Buck) Byron", "Buck Byron", True, "a nickname in brackets"),
        ("Bill Byron", "Robert Byron", False, "nickname of another name"),
        ("Bill Byron", "Bob Byron", False, "nicknames of two names"),
        ("Martin Byron", "Martina Byron", False, "two people with one address"),
        ("Daniel Byron", "Daniela Byron", False, "two people with one address"),
        # Spelling
        ("José Muñoz", "Jose Munoz", True, "accents"),
        ("Łukasz Wałęsa", "Lukasz Walesa", True, "letters with a stroke"),
        ("Jürgen Müller", "Juergen Mueller", True, "umlauts written out"),
        ("Jörg Groß", "Joerg Gross", True, "sharp s"),
        ("Søren Ærø", "Soeren Aeroe", True, "Danish letters written out"),
        ("Åse Ågård", "Aase Aagaard", True, "å as aa"),
        ("Philipp Schmitt", "Filip Schmit", True, "one sound, two spellings"),
        ("Erik Karlsson", "Eric Carlson", True, "c and k, one s and two"),
        ("Stephan Meyer", "Stefan Meier", True, "ph and f, y and i"),
        ("Micheal Byron", "Michael Byron", True, "two letters swapped"),
        ("Sergey Yurchenko", "Sergej Jurchenko", True, "two ways to write Cyrillic"),
        ("Anna Hansen", "Anna Jansen", False, "one letter apart, and two surnames"),
        # Particles
        ("Ludwig van der Berg", "Ludwig Berg", True, "particles may be missing"),
        ("Ludwig vanderberg", "Ludwig van der Berg", True, "particles in one word with the name"),
        ("Ana De Silva", "Ana DeSilva", True, "particles in one word with the name"),
        ("Ada 't Hart", "Ada Hart", True, "an apostrophe with its letter"),
        ("Maarten van 't Hof", "Maarten van t Hof", True, "the apostrophe lost"),
        ("Mario D'Angelo", "Mario Dangelo", True, "apostrophe inside a name"),
        ("Sean O’Neill", "Sean ONeill", True, "curly apostrophe"),
        ("Anh Van", "Anh Le", False, "particles that are the whole surname"),
        # Titles, credentials, slogans
        ("Dr. Ada Byron", "Ada Byron", True, "title in front"),
        ("Ada Byron, PhD, PMP", "Ada Byron", True, "credentials behind"),
        ("Ada Byron MBA", "Ada Byron", True, "credentials without a comma"),
        ("Ada Byron (she/her)", "Ada Byron", True, "pronouns"),
        ("Ada Byron 🚀", "Ada Byron", True, "emoji"),
        ("Ada Byron | VP Sales @ Engines", "Ada Byron", True, "slogan"),
        ("John Byron Jr.", "John Byron", True, "a suffix may be missing"),
        ("John Byron Jr.", "John Byron Sr.", False, "father and son"),
        ("John Byron II", "John Byron III", False, "father and son"),
        # Other scripts
        ("王小明", "Xiaoming Wang", True, "two scripts cannot be compared"),
        ("Иван Петров", "Ivan Petrov", True, "two scripts cannot be compared"),
        ("王小明", "王 小明", True, "with and without a space"),
        ("太郎 山田", "山田 太郎", True, "either order"),
        ("王小明", "李小明", False, "two family names"),
        ("Иван Петров", "Пётр Иванов", False, "two names in one script"),
        ("Xiaoming Wang 王小明", "王小明", True, "a name in two scripts"),
    )
)
