//! What pages put between the paragraphs of an article: links to others, pleas to subscribe and to share. Written as
//! the lists of the lexicon beside it.

use super::words::{Index, Words};

/// Whole lines.
pub(super) static LINES: Words = Words::new(|| {
    Index::of(&[
        "advertisement|advertising|sponsored content|read more|read also|also read|read next|read on|see also|related|\
     related articles|related stories|related topics|related content|more on this story|more on this topic|most read|\
     most popular|recommended for you|recommended stories|you may also like|you might also like|share|share this|\
     share this article|share this story|share this page|share on facebook|share on x|share on twitter|\
     share on whatsapp|share on linkedin|share via email|copy link|email this article|print this article|\
     save for later|subscribe|subscribe now|subscribe today|subscribe to our newsletter|sign up|sign up now|\
     sign up for our newsletter|sign up to our newsletter|sign in|log in|follow us|leave a comment|view comments|\
     skip to content|skip advertisement|story continues below|story continues below advertisement|\
     article continues below|article continues below advertisement|article continues after advertisement|\
     continue reading|listen to this article|scroll to continue|back to top|download our app|get our app|load more|\
     show more|click here|support our journalism|become a member|already a subscriber? log in|join the conversation|\
     this article is for subscribers only",
        "anzeige|werbung|weiterlesen|mehr lesen|lesen sie auch|lesen sie mehr|lesen sie hier|mehr zum thema|zum thema|\
     lesen sie weiter|das könnte sie auch interessieren|auch interessant|meistgelesen|artikel teilen|teilen|\
     diesen artikel teilen|drucken|artikel drucken|newsletter abonnieren|jetzt abonnieren|abonnieren|jetzt anmelden|\
     anmelden|kommentare|kommentar schreiben|nach oben|link kopieren|merken|zum seitenanfang|artikel anhören|\
     nach der anzeige weiterlesen|verwandte artikel|folgen sie uns",
        "publicité|lire aussi|à lire aussi|lire la suite|lire plus|lire également|à lire également|sur le même sujet|\
     les plus lus|partager|partager cet article|partager sur facebook|imprimer|s'abonner|abonnez-vous|je m'abonne|\
     s'inscrire|inscrivez-vous à notre newsletter|se connecter|commentaires|réagir|haut de page|copier le lien|\
     écouter cet article|la suite après cette publicité|suivez-nous|voir aussi|article réservé aux abonnés",
        "publicidad|leer más|lea también|lea más|leer también|lee también|seguir leyendo|más información|\
     noticias relacionadas|artículos relacionados|lo más leído|te puede interesar|también te puede interesar|\
     compartir|comparte este artículo|compartir en facebook|imprimir|suscríbete|suscríbase|\
     suscríbete a nuestro boletín|inicia sesión|comentarios|volver arriba|copiar enlace|síguenos|escuchar el artículo|\
     continúa después de la publicidad",
        "pubblicità|leggi anche|leggi tutto|leggi di più|continua a leggere|articoli correlati|i più letti|\
     potrebbe interessarti anche|ti potrebbe interessare|condividi|condividi questo articolo|condividi su facebook|\
     stampa|abbonati|abbonati ora|iscriviti alla newsletter|iscriviti|accedi|commenti|torna su|copia link|seguici|\
     ascolta l'articolo",
        "publicidade|leia mais|leia também|leia ainda|saiba mais|continue lendo|continuar a ler|notícias relacionadas|\
     mais lidas|veja também|pode gostar de|partilhar|partilhar artigo|compartilhe|compartilhar|compartilhe no facebook|\
     imprimir|assine|assine já|assine nossa newsletter|subscreva a newsletter|subscrever|entrar|comentários|\
     voltar ao topo|copiar link|siga-nos|ouvir este artigo|continua depois da publicidade|\
     continua após a publicidade",
        "advertentie|lees ook|lees meer|lees verder|verder lezen|meer over dit onderwerp|gerelateerde artikelen|\
     meest gelezen|deel dit artikel|delen|deel op facebook|abonneer|abonneer nu|word abonnee|\
     schrijf je in voor onze nieuwsbrief|inloggen|reacties|kopieer link|volg ons|luister naar dit artikel|\
     tekst gaat verder onder de advertentie|het artikel gaat hieronder verder|bekijk ook",
        "реклама|читайте также|читать далее|читать дальше|читать полностью|подробнее|по теме|материалы по теме|\
     самое читаемое|смотрите также|поделиться|поделитесь|поделиться статьей|поделиться в соцсетях|распечатать|\
     подписаться|подпишитесь|подписывайтесь на нас|подпишитесь на нашу рассылку|войти|комментарии|наверх|\
     скопировать ссылку|слушать статью",
        "реклама|читайте також|читати далі|читати більше|детальніше|за темою|матеріали за темою|найпопулярніше|\
     дивіться також|поділитися|поширити|роздрукувати|підписатися|підпишіться|підписуйтесь на нас|\
     підпишіться на нашу розсилку|увійти|коментарі|нагору|скопіювати посилання",
        "إعلان|اقرأ أيضا|اقرأ أيضًا|اقرأ أيضاً|إقرأ أيضا|اقرأ المزيد|المزيد|شاهد أيضا|شاهد أيضاً|مواضيع ذات صلة|\
     أخبار ذات صلة|مقالات ذات صلة|الأكثر قراءة|شارك|شارك هذا المقال|شارك على فيسبوك|مشاركة|طباعة|اشترك|اشترك الآن|\
     اشترك في نشرتنا البريدية|تسجيل الدخول|تعليقات|نسخ الرابط|تابعونا|تابعنا|قد يعجبك أيضا",
        "广告|阅读更多|更多阅读|延伸阅读|相关阅读|相关新闻|相关文章|推荐阅读|继续阅读|点击阅读|分享|分享到|分享本文|打印|订阅|立即订阅|\
     登录|评论|返回顶部|复制链接|关注我们|廣告|閱讀更多|延伸閱讀|相關新聞|相關文章|推薦閱讀|繼續閱讀|訂閱|登入",
        "広告|続きを読む|関連記事|あわせて読みたい|もっと読む|おすすめ記事|人気記事|シェア|シェアする|この記事をシェア|共有|印刷|\
     購読する|ログイン|会員登録|コメント|トップへ戻る|フォローする|この記事は有料会員限定です",
        "פרסומת|קראו גם|קרא עוד|קראו עוד|להמשך קריאה|כתבות נוספות|עוד בנושא|שתפו|שיתוף|הדפסה|הירשמו|הירשמו לניוזלטר|\
     התחברות|תגובות|חזרה למעלה",
        "reklam|devamını oku|ayrıca okuyun|bunu da okuyun|ilgili haberler|benzer haberler|en çok okunanlar|paylaş|\
     bu haberi paylaş|yazdır|abone ol|bültenimize abone olun|giriş yap|yorumlar|yukarı çık|bizi takip edin|\
     daha fazla oku",
        "reklama|czytaj też|czytaj także|czytaj więcej|czytaj dalej|przeczytaj też|przeczytaj także|zobacz też|\
     zobacz także|zobacz również|polecamy|najczęściej czytane|powiązane artykuły|udostępnij|udostępnij artykuł|drukuj|\
     subskrybuj|zapisz się|zapisz się na newsletter|zaloguj się|komentarze|skopiuj link|obserwuj nas|\
     dalszy ciąg artykułu pod reklamą|dalsza część tekstu pod reklamą",
        "annons|läs mer|läs också|läs även|läs vidare|mest läst|dela|dela artikeln|dela på facebook|skriv ut|prenumerera|\
     logga in|kommentarer|kopiera länk|följ oss|lyssna på artikeln|artikeln fortsätter under annonsen",
        "annonce|læs også|læs mere|læs videre|mest læste|del|del artiklen|del på facebook|abonner|log ind|kommentarer|\
     følg os|artiklen fortsætter efter annoncen|annonse|les også|les mer|les videre|mest lest|del artikkelen|\
     logg inn|følg oss|artikkelen fortsetter under annonsen|saken fortsetter under annonsen",
        "mainos|lue myös|lue lisää|jatka lukemista|luetuimmat|jaa|jaa artikkeli|jaa facebookissa|tilaa|tilaa uutiskirje|\
     kirjaudu|kommentit|juttu jatkuu mainoksen jälkeen|artikkeli jatkuu mainoksen jälkeen",
        "reklama|inzerce|čtěte také|čtěte více|přečtěte si také|související články|nejčtenější|sdílet|sdílet článek|\
     tisknout|předplatit|přihlásit se|komentáře|diskuse",
    ])
});

/// What links to other articles begin with, before a colon or a bar, or before a title without a stop.
pub(super) static LINKS: Words = Words::new(|| {
    Index::of(&[
        "read more|read also|also read|read next|read|see also|related|related article|related story|more|watch|listen|\
     don't miss|recommended|must read|further reading|more on this",
        "lesen sie auch|lesen sie mehr|lesen sie hier|lesen sie dazu|mehr zum thema|mehr dazu|zum thema|\
     auch interessant|lesen sie weiter|mehr lesen|lesetipp",
        "lire aussi|à lire aussi|à lire|lire également|à lire également|sur le même sujet|voir aussi|lire",
        "lea también|lea más|lee también|leer más|leer también|más información|te puede interesar|relacionado|vea también",
        "leggi anche|per approfondire|approfondisci|vedi anche|leggi",
        "leia mais|leia também|leia ainda|saiba mais|veja também|leia",
        "lees ook|lees meer|lees verder|bekijk ook",
        "читайте также|читать также|по теме|подробнее|смотрите также|материалы по теме",
        "читайте також|за темою|детальніше|дивіться також",
        "اقرأ أيضا|اقرأ أيضًا|اقرأ أيضاً|إقرأ أيضا|اقرأ المزيد|شاهد أيضا|شاهد أيضاً",
        "延伸阅读|相关阅读|阅读更多|推荐阅读|相关新闻|延伸閱讀|相關新聞|関連記事|関連|あわせて読みたい",
        "קראו גם|קרא עוד|קראו עוד|עוד בנושא",
        "ayrıca okuyun|bunu da okuyun|ilgili haber|ayrıca bakınız",
        "czytaj też|czytaj także|czytaj więcej|przeczytaj też|przeczytaj także|zobacz też|zobacz także|zobacz również",
        "läs mer|läs också|läs även|se även|læs også|læs mere|se også|les også|les mer|lue myös|lue lisää",
        "čtěte také|čtěte více|přečtěte si také",
    ])
});

/// Those of [`LINKS`] that begin sentences as well: only before a colon or bar.
pub(super) static LINKS_WITH_COLON: Words = Words::new(|| {
    Index::of(&[
        "read|more|watch|listen|related|recommended|don't miss|must read|relacionado|lire|à lire|leggi|leia|関連|\
     подробнее|детальніше|по теме|за темою|zum thema|mehr dazu|più|lees meer|saiba mais|read on",
    ])
});

/// What pleas begin with; one of [`PLEA_OBJECTS`] has to follow in the same line.
pub(super) static PLEAS: Words = Words::new(|| {
    Index::of(&[
        "subscribe to|subscribe for|sign up for|sign up to|join our|follow us on|get our|download our|\
     share this|like us on|click here to|register for|support our|enter your email",
        "abonnieren sie|melden sie sich|bestellen sie|folgen sie uns|laden sie|newsletter|jetzt",
        "abonnez-vous|inscrivez-vous|suivez-nous|recevez|téléchargez|rejoignez",
        "suscríbete|suscríbase|síguenos|regístrate|recibe|descarga|únete",
        "iscriviti|seguici|abbonati|scarica|ricevi",
        "assine|subscreva|siga-nos|siga a|receba|inscreva-se|baixe",
        "schrijf je in|abonneer je|volg ons|meld je aan|download",
        "подпишитесь|подписывайтесь|следите за|підпишіться|підписуйтесь|підписуйтеся|стежте за",
        "اشترك|اشتركوا|تابعونا|تابعوا",
        "订阅|关注|訂閱|關注",
        "abone olun|bizi takip edin|zapisz się|obserwuj nas|śledź nas|prenumerera|följ oss|tilaa|følg os|følg oss",
    ])
});

/// What pleas ask for.
pub(super) const PLEA_OBJECTS: &[&str] = &[
    "newsletter|newsletters|mailing list|our app|facebook|twitter|instagram|telegram|whatsapp|youtube|tiktok|linkedin|\
     our channel|our journalism|this article|unlimited access|free account|google news",
    "unsere app|kanal|notre lettre|lettre d'information|notre chaîne|nuestro boletín|boletín|nuestro canal|\
     nostro canale|nosso canal|boletim|nieuwsbrief|uutiskirje|nyhetsbrev|nyhedsbrev",
    "рассылку|наш канал|телеграм|telegram-канал|розсилку|bülten|نشرتنا|قناتنا|公众号|電子報",
];

/// Those of [`PLEAS`] that begin sentences of articles as well.
pub(super) static WEAK_PLEAS: Words = Words::new(|| {
    Index::of(&[
        "share this|like us on|click here to|register for|get our|download our|newsletter|jetzt|laden sie|recevez|\
     téléchargez|rejoignez|recibe|descarga|únete|scarica|ricevi|receba|baixe|download|关注|關注|tilaa|prenumerera",
    ])
});

/// Those of [`LINKS`] that may begin a heading as well, where no colon follows.
pub(super) static WEAK_LINKS: Words = Words::new(|| {
    Index::of(&[
        "read more|see also|read next|further reading|more on this|related article|related story|mehr lesen|leer más|\
     lea más|leia mais|más información|läs mer|læs mere|les mer|lue lisää|延伸阅读|推荐阅读|相关阅读",
    ])
});
