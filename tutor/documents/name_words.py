"""Words that are names of people as well as something else, in small letters without accents."""

# Accounts, roles and crowds: nobody's name, whoever is listed under it.
NOBODY = frozenset(
    "account admin all anon anonymous assistant bot class course demo everyone example guest "
    "guests instructor instructors luck other others placeholder prof professor sample staff "
    "student students ta tas teacher team test tester user users".split()
)
# Surnames that every sentence is made of: alone they are never a name, unless after an @.
LITTLE_WORDS = frozenset(
    "am an and are as at be but by can do for from go has he her his how if in is it its me my no "
    "not of on or our she so than that the their them then they this to too up us was we what "
    "when who why with you your".split()
)
# What notes call optimisers, methods, laws, units, tools and places. Alone these stay, or "Deep
# learning", "a Taylor series" and "Cohen's kappa" would be lost.
NOTES_WORDS = frozenset(
    "adam alpha altman bard bayes berlin bernoulli beta bland boltzmann boston brier cambridge "
    "canny cauchy charlson chicago church claude cohen cox crohn dallas data deep delta denver "
    "dirichlet down elmo ernie euler fisher forest fourier gabor gamma gauss gemini gibbs gini "
    "glasgow glorot gradient gram hamming hebb hesse hinton hodgkin hopfield hough houston huber "
    "illinois india jacobi jupyter kaiming kaplan keras lagrange laplace lasso layer learning "
    "lincoln lipschitz llama lloyd london long lorenz mann markov max may mean meier min model "
    "nash nesterov net network newton norm omega otsu oxford pareto parkinson pearson poisson "
    "python random ridge sigma sobel spark spearman tensor theta torch turing vector washington "
    "watson wilcoxon will xavier york youden".split()
)
# Names that in small letters are an ordinary word: without a capital they stay.
ENGLISH_WORDS = frozenset(
    "abbey amber angel april art ash aspen august austin autumn bacon baker ball banks barber "
    "basil bass bay bean bear bell berry best bill birch bird bishop black blue bond booth bow "
    "branch bright brook brooks brown buck burns bush butcher butler cage camp cannon carpenter "
    "carter case castle chance chandler chase cherry child clay cliff cloud coffee cole coleman "
    "cook cooper coral cotton crane crisp cross cruise crystal daisy dale dawn day days dean dear "
    "destiny dick dove drake draper drew duke early earnest east ebony eden english ever faith "
    "farmer fast fern field fields finch fish flint flora florence flower flowers ford fowler fox "
    "frank franklin freeman french frost fry gale garden gardener gates gay gene gentry georgia "
    "ginger glass glen gold good goodman gore grace grant grave graves gray green grey grove gun "
    "guy hale hall hand hands hardy harmony harper hart hash haven hawk hawkins hay hayes hazel "
    "head heard heart heath heather heaven herb hero hill hills holly hood hook hope house hung "
    "hunter hurt ice iris iron ivy jack jade jasmine jewel job jordan joy judge june justice key "
    "keys kind king knight ladd lake lamb lance land lane large law laws leaf lily little lock "
    "logan long love low lucky major manual maple marble mark marks marsh marshal mason mast "
    "maverick mead melody mercy merry mild miles mill miller mills mint miss misty mix monk moon "
    "moore moss mount myrtle nest newman nick noble north oak ocean olive opal page painter pan "
    "pang paris park parker parks parsons pat patience peace pearl penny pepper perfect perry "
    "piper pitch place plant pond pool poole pope porter potter power powers precious press price "
    "prince queen quick rain ram rank raven ray read reason reed rice rich river rivers rob robin "
    "rock root rosa rose row royal ruby rush sage saint sand sandy savage scarlet school season "
    "self sharp shepard shepherd ship short silver singer skinner sky small smart smith snow song "
    "south sparks spear spears spring stack star starling steel sterling stone storm story street "
    "strong sue summer summers sun sung sunny swan sweet swift sydney tan tang taylor temple "
    "thrash tiger tilly tower towers town trace travel treasure tree trinity true tucker turner "
    "valentine van victor view viola violet virginia wade walker wall walls wang water waters way "
    "weaver webb weeks wells west wheeler white willow wills wilson winter winters wise wolf wood "
    "woods worth wren wright young".split()
)
# Lower-case parts of names, and what stands before or behind a name.
PARTICLES = frozenset(
    "al bin da das de del della den der di do dos dr du el he her him ii iii iv jr la le mr mrs "
    "ms phd prof san santa she sr st ter them they van vel von zu".split()
)
