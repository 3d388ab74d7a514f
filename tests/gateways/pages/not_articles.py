"""Pages that are no article, one of each kind, in the words and with the marks that such pages have."""

from dataclasses import dataclass

from bot.domain.errors import FetchFailure

SITE = "https://harbour-courier.example"
AT = f"{SITE}/local/2026/bridge-stays-shut"


@dataclass(frozen=True)
class Other:
    """A page that is no article: its source, the kind of refusal, a word that the sentence must have, and its address."""

    source: str
    kind: FetchFailure
    word: str
    url: str = AT


def whole_page(title: str, body: str, head: str = "", attributes: str = "lang=en") -> str:
    """Write a page."""
    head = f"<head><meta charset=utf-8><title>{title}</title>{head}</head>"
    return f"<!doctype html><html {attributes}>{head}<body>{body}</body></html>"


_MENU = (
    "<header><nav>"
    + "".join(f"<a href=/{name}>{name.title()}</a> " for name in ("news", "sport", "views", "shop"))
    + "</nav></header>"
)
_POPULAR = (
    "<section><h2>Popular now</h2><ul>"
    + "".join(
        f"<li><h3><a href=/{at}>{text}</a></h3></li>"
        for at, text in enumerate(
            (
                "Swing bridge shut for two weeks",
                "Lifeboat crew honoured by the mayor",
                "New roof for the fish market",
                "Ferry fares to rise in May",
            )
        )
    )
    + "</ul></section>"
)


def _missing(title: str, words: str = "", language: str = "en") -> Other:
    body = f"{_MENU}<main><h1>{title}</h1><p>{words}</p></main>{_POPULAR}<footer>Courier, Quay 1</footer>"
    return Other(
        whole_page(f"{title} - Harbour Courier", body, attributes=f"lang={language}"), FetchFailure.NOT_FOUND, "no such page"
    )


def _blocked(title: str, body: str, head: str = "") -> Other:
    return Other(whole_page(title, body, head), FetchFailure.BLOCKED, "blocks automatic readers")


_GONE = "The link may be old, or somebody may have mistyped it. Try our search, or begin again at the front page of the site."
_LEADS = "".join(
    f"<div class=teaser><h3><a href=/s/{at}>{title}</a></h3><p>{lead}</p></div>"
    for at, (title, lead) in enumerate(
        (
            (
                "Swing bridge at Port Ellery stays shut",
                "Divers found a crack in the eastern pier, the harbour master says, and repairs may take weeks.",
            ),
            (
                "Lifeboat crew honoured by the mayor",
                "Six volunteers were given medals for a rescue in the storm of last November off Gull Point.",
            ),
            (
                "New roof for the fish market",
                "Traders move to the old customs house for the summer while workmen replace beams from 1911.",
            ),
            (
                "Ferry fares to rise in May",
                "A return ticket will cost a fifth more, the company announced on Tuesday in a short statement.",
            ),
            (
                "School choir sings at the palace",
                "Forty children from Millbrook took the night train and were back in class by Thursday morning.",
            ),
            (
                "Seal pup found on the slipway",
                "The animal is being cared for at the sanctuary and will be set free when it weighs enough.",
            ),
        )
    )
)

OTHERS: dict[str, Other] = {
    # Not there
    "404, plain": _missing("404 Not Found", "nginx"),
    "404, friendly": _missing("Oops! We can't find that page", _GONE),
    "404, article gone": _missing(
        "This article is no longer available", "It was taken down at the end of its licence. " + _GONE
    ),
    "404, removed": _missing("Sorry, the story you requested has been removed", _GONE),
    "404, German": _missing(
        "Seite nicht gefunden",
        "Vielleicht wurde sie verschoben. Bitte nutzen Sie unsere Suche oben auf jeder Seite, um sie zu finden.",
        "de",
    ),
    "404, French": _missing(
        "Page introuvable",
        "Le lien que vous avez suivi est peut-être ancien. Retournez à l'accueil ou faites une recherche sur le site.",
        "fr",
    ),
    "404, Spanish": _missing(
        "Página no encontrada",
        "Es posible que el enlace sea antiguo. Vuelva a la portada o use el buscador de esta página.",
        "es",
    ),
    "404, Russian": _missing(
        "Страница не найдена",
        "Возможно, она была перемещена или удалена. Вернитесь на главную страницу или воспользуйтесь поиском.",
        "ru",
    ),
    "404, under a logo": Other(
        whole_page("Harbour Courier", f"<h1><a href=/>Harbour Courier</a></h1><h2>Page not found</h2><p>{_GONE}</p>{_POPULAR}"),
        FetchFailure.NOT_FOUND,
        "no such page",
    ),
    # Guards, by their makers
    "Cloudflare, a block": _blocked(
        "Attention Required! | Cloudflare",
        "<div id=cf-wrapper><div id=cf-error-details><h1>Sorry, you are blocked</h1><p>What you did a moment ago set off the "
        "protection of "
        "this site. Write to its owner with the number at the foot of this page, and say what you were doing.</p></div></div>",
    ),
    "Cloudflare, a challenge": _blocked(
        "Just a moment...",
        "<noscript>Enable JavaScript and cookies to continue</noscript><p>harbour-courier.example has to check that the "
        "connection is safe.</p>",
        "<script>window._cf_chl_opt={cvId:'3'};</script>",
    ),
    "Imperva": _blocked(
        "harbour-courier.example",
        "<iframe src='/_Incapsula_Resource?CWUDNSAI=9&xinfo=1-2&incident_id=77-88&edet=15' width=100%>Request held. Incident "
        "77-88</iframe>"
        "<p>Your request was stopped on its way. Tell the owner the incident number 77-88 if you think that this should not "
        "have happened here.</p>",
    ),
    "Imperva, the older page": _blocked(
        "Pardon Our Interruption",
        "<p>Something about your browser made us think that you might be a bot. Perhaps scripts are off, or you go through "
        "pages faster than people do.</p>",
    ),
    "DataDome": _blocked(
        "harbour-courier.example",
        "<p id=cmsg>Please enable JS and disable any ad blocker</p><script>var "
        "dd={'rt':'c','host':'geo.captcha-delivery.com'}</script>",
    ),
    "Akamai": _blocked(
        "Access Denied",
        "<h1>Access Denied</h1>You don't have permission to access this on this server.<p>Reference #18.2f1a0d17.17609.3be</p>"
        "<p>https://errors.edgesuite.net/18.2f1a0d17.17609.3be</p>",
    ),
    "HUMAN, once PerimeterX": _blocked(
        "Access to this page has been denied",
        "<div id=px-captcha></div><p>Press and hold the button to show that you are no bot. Reference ID 4ac1-77. The owner "
        "of this site "
        "uses a service against programs that read too much.</p>",
    ),
    "Kasada": _blocked(
        "harbour-courier.example",
        "<script>window.KPSDK={};</script><script src='/149e9513/ips.js?kpver=1'></script><p>Loading</p>",
    ),
    "AWS WAF": _blocked(
        "Human Verification",
        "<script>window.gokuProps={};</script><div id=captcha-container></div><p>Solve the puzzle, then the page opens by "
        "itself.</p>",
    ),
    "F5": _blocked(
        "Request Rejected",
        "The requested URL was rejected. Please ask your administrator. Your support ID is: 1180234. [Go back] to where you "
        "came from, or try later.",
    ),
    "Sucuri": _blocked(
        "Sucuri WebSite Firewall - Access Denied",
        "<h1>Access Denied - Sucuri Website Firewall</h1><p>If you own this site, add your address to the list of allowed "
        "ones. Block ID: GEO02</p>",
    ),
    "Wordfence": _blocked(
        "Your access to this site has been limited by the site owner",
        "<h1>Your access to this site has been limited</h1><p>Generated by Wordfence. You have been locked out for asking "
        "for too many pages.</p>",
    ),
    "Vercel": _blocked(
        "Vercel Security Checkpoint",
        "<p>We're verifying your browser. It will take only a few seconds. Owners can look this up in the log.</p>",
    ),
    "Anubis": _blocked(
        "Making sure you're not a bot!",
        "<img src=/.within.website/x/cmd/anubis/static/img/pensive.webp><p>Your browser does a small sum now, since programs "
        "read this site too often.</p>",
    ),
    "DDoS-Guard": _blocked(
        "DDOS-GUARD",
        "<p>Checking the browser before you go in. Please allow a few seconds.</p><script "
        "src=https://check.ddos-guard.net/check.js></script>",
    ),
    "Google": _blocked(
        "https://harbour-courier.example/x",
        "<p>Our systems have seen unusual traffic from your network. This page checks that it is really you, and not a "
        "robot, who sends the requests.</p>"
        "<form action=/sorry/index?continue=x><div class=g-recaptcha></div></form>",
    ),
    "CloudFront": _blocked(
        "ERROR: The request could not be satisfied",
        "<h1>403 ERROR</h1><h2>The request could not be satisfied.</h2><p>Request blocked. There may be too much traffic, or "
        "an error of configuration.</p>"
        "<p>Request ID: aFq8==</p>",
    ),
    "a guard without a name": _blocked(
        "Harbour Courier",
        "<p>We must make sure that you are a human being. Please tick the box below and enable cookies. If this keeps "
        "happening, send the request ID "
        "77ab-01 to the site owner together with your IP address.</p>",
    ),
    "closed to a region": Other(
        whole_page(
            "Unavailable in your region",
            "<h1>451: Unavailable for legal reasons</h1><p>It seems that you are reading from a country in the European "
            "Economic Area, where the GDPR holds, so "
            "we cannot let you in at this time. Call the newsroom on 555 0100 if that is a problem.</p>",
        ),
        FetchFailure.BLOCKED,
        "region",
    ),
    # Walls
    "consent, a page of its own": Other(
        whole_page(
            "Before you continue to Courier Search",
            "<h1>Before you continue</h1><p>Cookies and data help us to run our services, to measure how they are used, and "
            "to show advertisements. If you agree, we "
            "shall also use them to make things fit you better. You can change this whenever you like.</p><button>Reject "
            "all</button><button>Accept all</button>",
        ),
        FetchFailure.NO_TEXT,
        "consent",
    ),
    "consent, in French": Other(
        whole_page(
            "Avec votre consentement, nous et nos partenaires",
            "<h1>Votre vie privée compte</h1><p>Nous et nos 400 partenaires utilisons des témoins de connexion pour mesurer "
            "l'audience et afficher des annonces. Vous pouvez "
            "accepter ou refuser à tout moment, en bas de chaque page du site.</p>",
            attributes="lang=fr",
        ),
        FetchFailure.NO_TEXT,
        "consent",
    ),
    "consent, as all the text": Other(
        whole_page(
            "Harbour Courier",
            "<div><p>This site uses cookies to count its visitors and to remember what they like. By going on you consent to "
            "that use.</p>"
            "<p>Read in our privacy policy how we treat personal data. You may manage your cookie preferences at any "
            "time.</p><p>Accept all</p></div>",
        ),
        FetchFailure.NO_TEXT,
        "consent",
    ),
    "an age gate": Other(
        whole_page(
            "Age verification",
            "<h1>Are you over 18?</h1><p>You have to be of age to see what is here. Enter the day on which you were born to "
            "go on to the page.</p>",
        ),
        FetchFailure.NO_TEXT,
        "age",
    ),
    "a login": Other(
        whole_page(
            "Log in to Harbour Courier",
            "<h1>Log in</h1><form><input type=email name=mail><input type=password name=word><button>Log "
            "in</button></form><p>No account? Register in a minute and read "
            "five articles a month for nothing. Your newspaper subscription includes the site and the app as well.</p>",
        ),
        FetchFailure.BLOCKED,
        "login",
    ),
    "a page of scripts": Other(
        whole_page(
            "Harbour Courier",
            "<div id=app></div><p>You need to enable JavaScript to run this app, and a browser that is not older than five "
            "years or so, we regret to say.</p>",
        ),
        FetchFailure.NO_TEXT,
        "scripts",
    ),
    # Trouble
    "an error of the server": Other(
        whole_page(
            "500 Internal Server Error",
            "<h1>Internal Server Error</h1><p>The machine met something that it did not expect. It has been written down, "
            "and somebody will look at it.</p>",
        ),
        FetchFailure.SERVER_ERROR,
        "error of its own",
    ),
    "a database that is away": Other(
        whole_page(
            "Database Error",
            "<h1>Error establishing a database connection</h1><p>This either means that the settings are wrong, or that the "
            "machine with the data is down just now.</p>",
        ),
        FetchFailure.SERVER_ERROR,
        "Try again",
    ),
    "maintenance": Other(
        whole_page(
            "We'll be back soon",
            "<h1>Down for maintenance</h1><p>The site gets a new engine tonight. Please come back in an hour or two, and "
            "accept our apologies until then.</p>",
        ),
        FetchFailure.SERVER_ERROR,
        "Try again",
    ),
    # No site
    "a domain for sale": Other(
        whole_page(
            "harbour-courier.example is for sale",
            "<h1>This domain is for sale</h1><p>Make an offer now, or lease to own. Our experts answer within a day, in any "
            "language that you like.</p>",
        ),
        FetchFailure.NOT_AN_ARTICLE,
        "placeholder",
    ),
    "a new machine": Other(
        whole_page(
            "Welcome to nginx!",
            "<h1>Welcome to nginx!</h1><p>If you see this page, the server is installed and works. Further configuration is "
            "required before it is of any use.</p>",
        ),
        FetchFailure.NOT_AN_ARTICLE,
        "placeholder",
    ),
    "an account that is closed": Other(
        whole_page(
            "Account Suspended",
            "<h1>Account Suspended</h1><p>Ask your hosting provider for more, since this account can be opened again once "
            "the invoice is settled.</p>",
        ),
        FetchFailure.NOT_AN_ARTICLE,
        "placeholder",
    ),
    # Lists
    "a front page": Other(
        whole_page("Harbour Courier | News from the coast", f"{_MENU}<h1>Harbour Courier</h1><main>{_LEADS}</main>"),
        FetchFailure.NOT_AN_ARTICLE,
        "front page",
        f"{SITE}/",
    ),
    "a section": Other(
        whole_page("Local | Harbour Courier", f"{_MENU}<h1>Local</h1><main>{_LEADS}</main>"),
        FetchFailure.NOT_AN_ARTICLE,
        "list",
        f"{SITE}/local",
    ),
    "a tag": Other(
        whole_page("Bridges | Harbour Courier", f"{_MENU}<h1>Bridges</h1><main>{_LEADS}</main>"),
        FetchFailure.NOT_AN_ARTICLE,
        "list",
        f"{SITE}/tag/bridges",
    ),
    "what was found": Other(
        whole_page("Search: bridge", f"{_MENU}<form><input name=q></form><main>{_LEADS}</main>"),
        FetchFailure.NOT_AN_ARTICLE,
        "list",
        f"{SITE}/search?q=bridge",
    ),
    "headlines alone": Other(
        whole_page(
            "Harbour Courier",
            _MENU
            + "".join(
                f"<div><a href=/n/{at}>Headline number {at} of the long list of what happened on the coast</a></div>"
                for at in range(30)
            ),
        ),
        FetchFailure.NOT_AN_ARTICLE,
        "list",
        f"{SITE}/news",
    ),
    # To be watched or heard
    "a film": Other(
        whole_page(
            "Watch: bridge swings for the last time",
            "<h1>Watch: bridge swings for the last time</h1><video src=/a.mp4></video><p>Crowds saw the bridge turn before "
            "the divers came.</p>",
            "<meta property=og:type content=video.other>",
        ),
        FetchFailure.NOT_AN_ARTICLE,
        "video",
    ),
    "a film, as described": Other(
        whole_page(
            "Bridge swings for the last time",
            "<h1>Bridge swings for the last time</h1><div class=player></div><p>Crowds saw the bridge turn once more before "
            "the divers came on Tuesday afternoon, and clapped.</p>",
            '<script type="application/ld+json">{"@type":"VideoObject","name":"Bridge"}</script>',
        ),
        FetchFailure.NOT_AN_ARTICLE,
        "video",
    ),
    "a film at its platform": Other(
        whole_page(
            "Bridge - YouTube",
            "<p>Crowds saw the bridge turn. Subscribe to our channel for more films from the coast, new ones every Friday "
            "evening at six.</p>",
        ),
        FetchFailure.NOT_AN_ARTICLE,
        "video",
        "https://www.youtube.com/watch?v=x1",
    ),
    "a podcast": Other(
        whole_page(
            "The Quay, episode 12",
            "<h1>The Quay, episode 12</h1><audio src=/12.mp3></audio><p>We talk about the bridge with the woman who oiled it "
            "for thirty years, and about gulls.</p>",
            '<script type="application/ld+json">{"@type":"PodcastEpisode","name":"The Quay"}</script>',
        ),
        FetchFailure.NOT_AN_ARTICLE,
        "recording",
    ),
    "a podcast at its platform": Other(
        whole_page(
            "The Quay on Spotify",
            "<p>Listen to this episode from The Quay on Spotify. We talk about the bridge, and about gulls, with two guests "
            "from the coast.</p>",
        ),
        FetchFailure.NOT_AN_ARTICLE,
        "recording",
        "https://open.spotify.com/episode/4x",
    ),
    "a PDF in a frame": Other(
        whole_page(
            "Ruling of the harbour court",
            "<h1>Ruling</h1><embed src=/files/ruling.pdf type=application/pdf><p>Your browser shows the document here.</p>",
        ),
        FetchFailure.NOT_AN_ARTICLE,
        "PDF",
    ),
    # On the way
    "a notice with a link": Other(
        whole_page(
            "External link | Courier Network",
            "<h1>You are leaving Courier Network</h1><p>This link will take you to a page that is not ours: <a "
            "href=https://other-paper.example/bridge>"
            "https://other-paper.example/bridge</a></p>",
        ),
        FetchFailure.REDIRECTS,
        "https://other-paper.example/bridge",
    ),
    "a notice without one": Other(
        whole_page(
            "Redirecting...",
            "<h1>Redirecting</h1><p>Please wait while we take you to where you want to go. This should not take longer than "
            "a few seconds, or half a minute.</p>",
        ),
        FetchFailure.REDIRECTS,
        "sends its readers on",
    ),
}
