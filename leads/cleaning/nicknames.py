"""Given names that are used for each other. A modest table: a line is one name in its short, pet and foreign forms."""

_GROUPS = """
    abigail abby abbie gail
    adelaide addie ada
    adrian adriano adrien
    agnes agnieszka aggie
    albert al bert bertie alberto
    alejandro alexander alex alec alexandre alessandro aleksander aleksandr alexandros sandro sasha xander sascha ale
    alexandra alex sandra sasha alexa lexi alessandra aleksandra sandy
    alfred al alf alfie fred freddy alfredo
    alice alicia ali
    andrew andy drew andreas andre andres andrea andrzej andrei andrey andrej anders
    angela angie angelika angelica
    anna ann anne annie ana anya anja
    anna annika anita
    hannah hanna johanna
    anthony tony antonio anton antoine antoni antonin ant toni
    antonia toni tonia
    arthur art artie artur arturo
    barbara barb barbie babs barbel
    bartholomew bart bartek bartlomiej
    benjamin ben benny benji
    bernard bernie bernhard bernd
    bernadette bernie
    beatrice bea beatrix beatriz trixi
    bridget brigitte birgit gitta biddy
    caroline carolyn carol carrie carolina karoline caro line lina
    catherine katherine kathryn catharine katharina kate katie kathy cathy cat kat kitty katrin katarina catalina
    catherine katherine katarina ekaterina katya katja kasia katarzyna kathleen caterina catarina
    charles charlie chuck carl karl carlos carlo karel karol chas
    charlotte charlie lotte lottie
    christian chris christiaan kristian cristian
    christina christine chris tina christa kristin kristina kirsten cristina chrissy krista stine
    christopher chris christoph christophe kit kris cristobal krzysztof topher kristof stoffel
    clara klara claire clair
    clement clemens klemens
    cynthia cindy
    daniel dan danny daniele danilo
    daniela danielle dani danny
    david dave davy davide dawid
    deborah debra deb debbie
    dennis denis denny
    dimitri dmitry dmitri dmitriy dima dimitrios dimitris
    dominic dominik dominique dom domenico nick
    donald don donnie
    dorothy dot dottie dorothea dorothee dora thea
    edward ed eddie ted ned eduard eduardo edoardo teddy
    edmund ed eddie ted ned
    eleanor ellie nell nora lenore eleonora leonora elena
    elizabeth elisabeth liz lizzie beth betty betsy bess eliza libby
    elizabeth elisabeth lisa liza elisa elise elsa else lisbeth
    isabel isabella bella
    emily em emilie emilia emmy milly
    emma em emmy
    erich eric erik rick
    eugene gene eugen eugenio evgeny yevgeny
    eva eve ewa evi
    ferdinand fernando ferdi nando
    florence flo florrie flora
    frances fran fanny francesca franziska francisca franzi francoise fran
    francis frank francisco franz francesco francois frankie paco pancho franciszek frans
    frederick fred freddy friedrich frederik frederic federico fritz fredrik freddie rick
    gabriel gabe gabriele gabi
    gabriela gabrielle gaby gabi gabriele
    george georg jorge georges giorgio jerzy georgios
    georg jorg jurgen
    gerald gerry jerry gerard gerd gerhard gerardo geraldo
    geoffrey jeffrey jeff geoff gottfried
    gerhard gerd gert
    giovanni gianni gian
    gregory greg gregor grzegorz gregorio grigory
    guillermo william bill
    gustav gustavo gus
    harold harry hal harald
    heinrich henry harry hank henri henrik enrique hendrik heinz heiner henryk enrico hal
    helen helena ellen elena nell helene lena
    herbert herb bert herbie
    herman hermann armand
    hubert hugh bert hugo
    ian iain
    ignatius ignacio nacho iggy ignaz
    isaac ike zac
    jacob jake jakob jacobo jakub jacques
    james jim jimmy jamie jem
    jane janie janet
    jean joan jeanne
    joanna johanna joana jo
    jennifer jen jenny jenn
    jeremy jerry jeremiah jeremias
    jessica jess jessie
    joachim jochen jo achim joaquin
    john jack johnny johnnie jon
    johannes johann johan hans hannes jan
    ivan vanya
    jonathan jon johnny nathan jonny
    joseph joe joey jose josef giuseppe pepe jo josep jozef jupp sepp peppe beppe yusuf
    josephine jo josie josefine
    joshua josh
    judith judy judit
    julia julie juliet jules yulia giulia
    julian jules giuliano julien
    kenneth ken kenny
    kimberly kim kimberley
    lawrence laurence larry laurie lorenz lorenzo laurent lars
    leonard leo len lenny leonardo leonhard lennart
    leopold leo poldi
    lillian lily lilian lil
    louis lewis lou ludwig luis luigi lluis louie lutz
    louise lou luise luisa louisa lulu
    lucas luke luca lukas luc
    lucy lucia luzia lucie
    ludmila lyudmila mila luda
    magdalena magda lena madeleine maddie magdalene
    manuel manny manolo emanuel emmanuel manu
    manuela manu emanuela ela
    marcus mark marc marco markus marek marcos
    margaret maggie meg peggy marge margie greta rita margarita margarete marguerite gretchen margot margherita
    maria mary marie mariya marija masha
    mary molly polly
    miriam mirjam mimi
    mariana marianne
    martha marta patty
    martin marty martino maarten
    martina tina
    matthew matt matty matthias mateo mathias matteo mateusz matias matthieu mats
    maximilian max maxim maksim massimo maxime maxwell massimiliano
    melanie mel
    melissa mel missy lissa
    michael mike mick mickey michel miguel mikhail michele michal misha mikael mihai micha miguel mitch
    michaela michelle micha shelly michele ela
    mohammed mohammad muhammad mohamed mohamad muhammed mehmet mo mohd
    natalie natalia nat natasha natalya nataliya
    nathaniel nathan nate nat
    nicholas nick nicky nicolas nico niko nikolaus klaus claus nikolai nikolay nicola niklas nils mikolaj nikolas niels
    nicole nicky nikki nicola
    oliver ollie olivier olli oliviero
    olivia liv livvy
    oscar oskar ossi
    pamela pam
    patricia pat patty tricia trish patti patrizia
    patrick pat paddy patricio patrik patrizio padraig
    paul pablo paolo pavel pawel paulo pol
    paula pauline paulina paola
    peter pete pedro pietro pierre piotr petr petros pjotr pieter
    philip phil felipe philippe filip philipp filippo pip
    rachel rae raquel rahel
    ralph ralf raoul raul rolf
    raymond ray ramon raimund
    rebecca becky becca rebekka
    reginald reg reggie
    richard rick dick rich ricky ricardo riccardo richie rik
    robert rob bob bobby robbie bert roberto robin
    roberta bobbie robbie
    rodney rod
    roderick rod rodrigo rick
    roger rog ruediger rogelio rudiger
    roland rolando orlando
    ronald ron ronnie ronaldo
    rose rosa rosie rosalie
    rudolf rudi rudy rolf rudolph
    samuel sam sammy samuele
    samantha sam sammie
    sarah sara sally sadie
    sebastian seb basti bastian sebastien sebastiano
    sergei sergey serge sergio sergiy serhii
    sigmund siegmund ziggy
    simon simone shimon
    sofia sophie sophia sofie zofia sonja sonya
    stanley stan stanislav stanislaw stanislas
    stephanie steph steffi stefanie stefania stephania
    stephen steven steve stefan stephan stefano etienne esteban estevan stevie szczepan istvan steffen
    susan sue susanna susanne suzanne susie suzie zuzana suzy sanne
    tamara tammy toma
    theodore ted teddy theo theodor teodoro fyodor fedor
    theresa teresa terry tess tessa therese resi terri
    thomas tom tommy tomas tommaso tomasz thom
    timothy tim timmy timo
    ursula ulla uschi
    ulrich ulli uli ulrik
    valentina valentine val
    valerie val valeria
    veronica vero veronika ronnie veronique
    victor vic viktor vittorio
    victoria vicky tori viktoria vicki
    vincent vin vinnie vince vincenzo vicente vinzenz
    virginia ginny ginger
    vladimir vlad volodymyr wladimir vova waldemar
    walter walt wally walther
    wilhelm william will bill billy willi willy liam wim guillaume guillermo guglielmo wilhelmus willem
    wilhelmina mina minnie billie wilma
    wolfgang wolf wolfi
    xavier javier xaver javi
    yvonne ivonne
    zachary zach zack zacharias
"""


def _groups_of_each():
    groups: dict[str, set[int]] = {}
    for number, line in enumerate(_GROUPS.strip().splitlines()):
        for name in line.split():
            groups.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in groups.items()}


NICKNAMES = _groups_of_each()
