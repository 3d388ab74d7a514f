"""Words by which pages say that they are no article: in a title or a heading, or to whoever is there."""

import re

_LONE = r"[\s.,:;!?…–—-]*"
MISSING = re.compile(
    r"(?:(?:error|fehler|erreur|errore|ошибка|помилка)? ?(?:404|410)(?: error)?[ .:–-]{0,3})?"
    r"(?:oops|sorry|whoops|uh[- ]oh|hmm|hoppla|désolé)?[\s.,:;!?…–—-]{0,4}"
    r"(?:(?:error|fehler|erreur)? ?(?:404|410)(?: error| not found)?|not found|nothing found|page (?:not|cannot be"
    r"|could not be) found"
    r"|(?:the |this |that )?(?:page|article|story|post|content|url|link|document|file|video|item|resource)(?: you(?:'re"
    r"| are| were)?"
    r"(?: requested| looking for| tried to (?:reach|open)| want(?:ed)?))?"
    r" (?:(?:is |was |has |could |can )?(?:not|no longer|n't)(?: be| been)? ?(?:found|available|here|exists?)|(?:does"
    r"|do) ?(?:not|n't) exist"
    r"|doesn't exist|isn't (?:here|available)(?: anymore| any more| right now)?|cannot be (?:found|displayed)"
    r"|can't be (?:found|displayed)"
    r"|no longer exists?|(?:has been|was|is) (?:removed|deleted|moved|unpublished|taken down|gone)|not available"
    r"|unavailable|missing"
    r"|has (?:moved|expired|gone))(?: or (?:has been )?(?:moved|removed|deleted))?"
    r"|(?:we|i) (?:can't|cannot|can not|could not|couldn't|were unable to|are unable to|'re unable to) (?:find|locate) .{0,60}"
    r"|(?:this|that|the) .{0,20}(?:page|article|story) .{0,20}(?:gone|lost|wandered off|vanished|disappeared).{0,20}"
    r"|gone|nothing (?:was )?(?:to see )?(?:found )?here|lost your way|dead link|broken link|page introuvable"
    r"|article introuvable|contenu introuvable"
    r"|cette page n'existe pas.{0,20}|(?:die )?seite (?:wurde )?(?:leider )?nicht (?:gefunden|verfügbar|vorhanden)"
    r"|(?:der )?artikel (?:wurde )?nicht (?:gefunden|mehr verfügbar)|inhalt nicht (?:gefunden|verfügbar)"
    r"|(?:la )?página no (?:encontrada|existe|disponible)|no se (?:encontró|ha encontrado) la página|pagina non trovata"
    r"|pagina niet gevonden"
    r"|página não encontrada|(?:strony|strona) nie (?:znaleziono|istnieje)|nie znaleziono strony|siden? (?:ble "
    r"|blev )?ikke (?:fundet|funnet)"
    r"|sidan (?:kunde inte hittas|hittades inte)|sivua ei löyt(?:ynyt|ydy)|sayfa bulunamadı|страница не (?:найдена|существует)"
    r"|сторінк[ау] не (?:знайдено|існує)"
    r"|ページが見つかりません(?:でした)?|お探しのページは.{0,20}"
    r"|(?:页面|網頁|网页|頁面)(?:不存在|找不到|未找到|不見了)"
    r"|페이지를 찾을 수 없습니다|الصفحة غير موجودة|הדף לא נמצא)" + _LONE,
    re.IGNORECASE,
)
# What a heading says of a page that is not there, in any order: what is missing, and that it is.
WHAT_IS_MISSING = re.compile(
    r"\b(?:web ?)?(?:pages?|article|story|post|content|link|url|file|document|video|item|resource|address|entry|404|410)\b"
    r"|\b(?:web)?(?:seite|artikel|inhalt|beitrag)\b|\b(?:contenu|lien)\b|\b(?:página|artículo|contenido|enlace|artigo"
    r"|conteúdo)\b"
    r"|\b(?:pagina|articolo|contenuto)\b|\b(?:stron[ay]|artykuł)\b|\b(?:страниц|стать|материал|сторінк|статт)|\b(?:siden?"
    r"|sidan|sivua)\b",
    re.IGNORECASE,
)
IS_MISSING = re.compile(
    r"\bnot (?:be )?found\b|\b(?:can't|cannot|can not|couldn't|could not|unable to|didn't|did not)\b.{0,20}\b(?:find|found"
    r"|locate|displayed)\b"
    r"|\bno longer\b|\b(?:doesn't|does not|don't) exist\b|\b(?:isn't|is not|aren't|not) (?:currently )?(?:available|here)\b"
    r"|\bunavailable\b"
    r"|\b(?:has|have|was|may have)(?: been)? (?:removed|deleted|expired|moved|unpublished|taken down|gone missing"
    r"|vanished)\b|\berror\b|\bhttp\b"
    r"|\bnicht (?:\w+ )?(?:gefunden|verfügbar|vorhanden)\b|\bexistiert nicht\b"
    r"|\bgibt es (?:leider )?nicht\b|\bintrouvables?\b|\bn'existe (?:pas|plus)\b"
    r"|\bn'est (?:pas|plus) disponible"
    r"|\bno (?:se )?(?:encontr|existe|est[áa] disponible|disponible)|\bnão (?:foi )?(?:encontrad|existe|está)"
    r"|\bnon (?:è stat[ao] )?(?:trovat|esiste|disponibil)"
    r"|\bnie (?:\w+ )?(?:znalezion|istnieje)|\bне (?:\w+ )?(?:найден|существует|знайден|існує)|\bошибка\b|\bпомилка\b"
    r"|\bbestaat niet\b|\bniet (?:gevonden|beschikbaar)\b"
    r"|\bikke (?:fundet|funnet)\b|\bhittades inte\b|\bei löyd",
    re.IGNORECASE,
)
LONGEST_NOTICE = 14  # words
TO_READERS = re.compile(
    r"\byou(?:r|'re|'ve)?\b|\bplease\b|\btry\b|\bgo back\b|\bhome ?page\b|\bsearch\b|\bbitte\b|\bsuche\b|\bstartseite\b"
    r"|\bveuillez\b|\baccueil\b"
    r"|\brecherche\b|\bportada\b|\binicio\b|\binício\b|\bbusca|\bcerca\b|\bgłówn|\bszukaj|\bглавн|\bпоиск|\bголовн|\bпошук"
    r"|\bterug\b|\bzoek",
    re.IGNORECASE,
)
TO_SOMEBODY = re.compile(r"\b(?:you(?:r|'re|'ve)?|please)\b", re.IGNORECASE)
REPORTED = re.compile(r"\b(?:said|says|told|according to|reported)\b|[“„«][^”“»]{20}", re.IGNORECASE)

TROUBLE = re.compile(
    r"(?:(?:error|http)? ?5\d\d(?: error)?[ .:–-]{0,3})?(?:(?:error|http)? ?5\d\d(?: error)?|internal server error"
    r"|bad gateway|gateway time-?out"
    r"|(?:service|site|temporarily|website)(?: is)?(?: temporarily)? unavailable|service temporarily unavailable"
    r"|server error(?: in .{0,40})?"
    r"|error establishing a database connection|database error|(?:we'?ll|we will) be (?:right )?back(?: soon)?"
    r"|(?:(?:down|closed) for |under |site |scheduled )?maintenance(?: mode)?|(?:this |the "
    r"|our )?(?:web)?site is (?:currently )?(?:under|down for)"
    r" maintenance|something went wrong|an error (?:has )?occurred|application error.{0,60}|over capacity|wartungsarbeiten"
    r"|en maintenance"
    r"|en mantenimiento|web server is down|connection timed out|origin (?:dns|is unreachable).{0,40}|guru meditation)" + _LONE,
    re.IGNORECASE,
)
NO_SITE = re.compile(
    r"(?:welcome to nginx|apache2? .{0,20}default page.{0,20}|it works|iis windows server|default (?:web site )?page"
    r"|test page.{0,40}"
    r"|index of /.{0,80}|account suspended|(?:this )?(?:domain|website|site)(?: name)? .{0,40}(?:is |may be )(?:for sale"
    r"|parked|available|expired)"
    r"|.{0,60}(?:domain|website)(?: name)? is (?:for sale|parked)|buy this domain.{0,20}|(?:this )?(?:site|blog"
    r"|page) (?:is )?coming soon"
    r"|coming soon|under construction|future home of .{0,60}|hugedomains.{0,20}|(?:private|protected) (?:site|blog)"
    r"|this (?:site|account|blog|community) (?:has been|is) (?:suspended|private|deleted|banned).{0,20})" + _LONE,
    re.IGNORECASE,
)
CONSENT = re.compile(
    r"(?:before you continue(?: to [\w.]{2,20}(?: [\w.]{2,20})?)?"
    r"|we value your privacy|(?:your|manage|our) (?:privacy|cookie|data"
    r"|consent)[\w ,&']{0,30}"
    r"(?:choices?|settings|preferences|matters?(?: to us)?|options|consent)|cookies? (?:consent|settings|preferences|notice"
    r"|policy|wall|banner)"
    r"|(?:we|this site) (?:use|uses|and our partners use) cookies.{0,60}|(?:we|our partners) (?:care about|respect"
    r"|need) your (?:privacy|consent)"
    r"|(?:we need |give )?your consent|privacy (?:gate|wall|manager)|.{0,30}is part of the yahoo family of brands"
    r"|(?:ihre|deine) (?:privatsphäre|daten|einwilligung).{0,40}|cookies zustimmen|mit werbung weiterlesen"
    r"|wir brauchen (?:ihre|deine) zustimmung.{0,20}"
    r"|(?:nous respectons )?votre (?:vie privée|consentement).{0,40}|avec votre consentement.{0,60}|tu privacidad.{0,40}"
    r"|la tua privacy.{0,40}"
    r"|je privacy.{0,40}|age (?:verification|gate|check)|(?:are you|you must be) (?:over |at least )?\d\d.{0,30})" + _LONE,
    re.IGNORECASE,
)
LOGIN = re.compile(
    r"(?:log ?in|sign ?in|login|anmelden|einloggen|se connecter|connexion|iniciar sesión|accedi|zaloguj się|войти|вход)"
    r"(?: (?:or (?:sign up|register)|to (?:continue|your account|view|read|see|.{0,30})|required|page|(?:in|with|bei"
    r"|auf) .{0,30}))?"
    r"|(?:you must|please|you need to) (?:log|sign) ?in.{0,40}|log into .{0,30}|.{0,20}authentication required|members only"
    r"|subscribers only|session expired|create (?:an|your) account"
    r"|subscribe (?:now )?to (?:continue|keep|read|finish|unlock).{0,40}|register(?: now| to continue)?" + _LONE,
    re.IGNORECASE,
)
PASSES_ON = re.compile(
    r"(?:redirect(?:ing|ed|ion)?(?: notice| page|\.\.\.)?|redirecting(?: you)?(?: to .{0,60})?|(?:you(?:'re"
    r"| are) )?(?:now )?(?:about to )?(?:be )?"
    r"leav(?:e|ing) .{0,40}|(?:external|outgoing|outbound) link.{0,30}|(?:this|the) link (?:will take|takes|leads"
    r"|may lead) you .{0,60}"
    r"|(?:link|url) (?:warning|shortener|preview)|(?:you(?:'re| are) being|please wait while (?:you are|we)) (?:redirected"
    r"|transferred).{0,60}"
    r"|continue to (?:the )?(?:site|website|article|page|destination|.{0,40}\.[a-z]{2,10})|moved(?: permanently"
    r"| temporarily)?|object moved|30[1278] .{0,30}"
    r"|weiterleitung.{0,30}|redirection.{0,30}|vous quittez .{0,40}|sie verlassen .{0,40})" + _LONE,
    re.IGNORECASE,
)
SAYS_ON = re.compile(
    r"\bsending you to\b|\blink (?:will|may|that)\b.{0,60}\b(?:take|lead)|\bcontinue to\b|\bfollow (?:the )?link\b"
    r"|\bclick here if\b"
    r"|\bif (?:it|the page|nothing|you are not|you do not|you aren't)\b.{0,60}\b(?:open|load|redirect|happen)"
    r"|\bredirect(?:ing|ed)\b",
    re.IGNORECASE,
)
NEEDS_SCRIPT = re.compile(
    r"\b(?:enable|turn on|activate|requires?|needs?|allow) (?:java ?script|js)\b|\bjavascript (?:is|must be|needs to be"
    r"|has been) (?:disabled|enabled|required|"
    r"turned o(?:n|ff)|blocked)|\b(?:your|this) browser (?:is|does|isn't|doesn't)(?: not| no longer)?(?: support|ed"
    r"| out of date| supported)"
    r"|\bupgrade your browser\b|\bjavascript (?:aktivieren|activé|habilitado)\b|\bactiver javascript\b",
    re.IGNORECASE,
)
