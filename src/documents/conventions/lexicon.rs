//! The words by which newsrooms of many languages mark credits, corrections, bylines and the rest. One line a language,
//! words apart by `|`, in lower case, with straight apostrophes and plain spaces.

use super::words::{Index, Words};

/// Labels of credits and sources, before a colon.
pub(super) static CREDIT_LABELS: Words = Words::new(|| {
    Index::of(&[
        "photo|photos|photo credit|photo credits|photograph|photographs|photographer|file photo|image|images|image credit|\
     image source|picture|pictures|credit|credits|caption|graphic|graphics|illustration|illustrations|source|sources",
        "foto|fotos|bild|bilder|grafik|illustration|symbolbild|symbolfoto|archivbild|archivfoto|bildquelle|bildnachweis|\
     quelle|quellen|fotocredit",
        "photo|photos|image|images|crédit|crédits|crédit photo|crédits photo|crédit photos|photographie|légende|\
     infographie|source|sources",
        "foto|fotos|fotografía|fotografías|imagen|imágenes|crédito|créditos|ilustración|gráfico|infografía|pie de foto|\
     fuente|fuentes",
        "foto|fotografia|immagine|immagini|crediti|credito|illustrazione|didascalia|fonte|fonti",
        "foto|fotos|fotografia|imagem|imagens|crédito|créditos|ilustração|legenda|fonte|fontes",
        "foto|foto's|beeld|afbeelding|illustratie|bron|bronnen",
        "фото|фотография|фотографии|изображение|иллюстрация|инфографика|снимок|источник|источники",
        "фото|світлина|світлини|зображення|ілюстрація|інфографіка|джерело|джерела",
        "صورة|الصورة|الصور|تصوير|مصدر الصورة|المصدر|المصادر",
        "图|图片|图源|图片来源|摄影|来源|图说|照片|资料图片|圖|圖片|圖片來源|攝影|來源",
        "写真|画像|撮影|出典|写真提供|画像提供",
        "צילום|צילומים|תמונה|מקור|קרדיט",
        "fotoğraf|fotoğraflar|foto|görsel|kaynak",
        "foto|fot|zdjęcie|zdjęcia|grafika|ilustracja|źródło|źródła",
        "foto|bild|illustration|källa|källor",
        "foto|billede|bilde|illustrasjon|kilde|kilder",
        "kuva|kuvat|valokuva|lähde|lähteet",
        "foto|snímek|zdroj|zdroje",
    ])
});

/// What credits begin with that have no colon.
pub(super) static CREDIT_STARTS: Words = Words::new(|| {
    Index::of(&[
        "photo by|photos by|photograph by|photographs by|image by|images by|picture by|photo courtesy of|image courtesy of|\
     illustration by|graphic by",
        "foto von|fotos von|bild von|grafik von",
        "photo de|photos de|photo par|crédit photo",
        "foto de|fotos de|fotografía de|imagen de archivo|foto di|immagine di|imagem de|foto door|foto av|foto af",
        "fot.|zdj.|фото автора|світлина автора|صورة من|صورة أرشيفية|写真＝|撮影＝|图/|图／|圖/|圖／",
    ])
});

/// Last words of the names of picture agencies, as in "Mara Kell/Quay Images".
pub(super) static AGENCY_ENDINGS: Words = Words::new(|| {
    Index::of(&["images|photos|photo|pictures|press|agency|bildagentur|imágenes|imagens|immagini|foto"])
});

/// Labels of corrections and of the newsroom's notes, before a colon.
pub(super) static CORRECTION_LABELS: Words = Words::new(|| {
    Index::of(&[
        "correction|corrections|clarification|clarifications|corrections and clarifications|erratum|editor's note|\
     editors' note|editor’s note|note to readers",
        "berichtigung|korrektur|richtigstellung|klarstellung|anmerkung der redaktion|anm. d. red.|anm. der redaktion|\
     hinweis der redaktion|korrekturhinweis|transparenzhinweis",
        "rectificatif|correction|précision|erratum|note de la rédaction|ndlr|note de l'éditeur",
        "fe de errores|fe de erratas|corrección|rectificación|aclaración|nota de la redacción|nota del editor|\
     nota de la redaccion",
        "errata corrige|rettifica|correzione|precisazione|nota della redazione|ndr",
        "errata|correção|retificação|esclarecimento|nota da redação|nota do editor|nota da direção",
        "correctie|rectificatie|verduidelijking|noot van de redactie|naschrift",
        "исправление|исправления|поправка|уточнение|опровержение|от редакции|примечание редакции|примечание редактора",
        "виправлення|поправка|уточнення|спростування|від редакції|примітка редакції|примітка редактора",
        "تصحيح|تصويب|توضيح|استدراك|ملاحظة المحرر|ملاحظة من المحرر",
        "更正|勘误|编者按|编者注|更正启事|勘誤|編者按",
        "訂正|お詫びと訂正|おわびと訂正|編集部注|訂正とお詫び",
        "תיקון|תיקון טעות|הבהרה|הערת המערכת",
        "düzeltme|editörün notu|editör notu",
        "sprostowanie|korekta|errata|od redakcji|przypis redakcji",
        "rättelse|förtydligande|redaktionens kommentar|rettelse|præcisering|presisering|redaksjonens kommentar",
        "oikaisu|korjaus|toimituksen huomautus|oprava|poznámka redakce",
    ])
});

/// What notes about an earlier wording begin with.
pub(super) static CORRECTION_STARTS: Words = Words::new(|| {
    Index::of(&[
        "an earlier version of this|a previous version of this|an earlier version misstated|earlier versions of this|\
     this article was amended on|this article was corrected on|this story was corrected on|\
     this article has been corrected|this story has been corrected|this article has been amended|\
     this story has been updated|this article has been updated|this article was updated on|this story was updated on",
        "in einer früheren version|in einer früheren fassung|in einer vorherigen version|eine frühere version dieses|\
     eine frühere fassung dieses|in einer ersten version dieses|dieser artikel wurde korrigiert|\
     wir haben den fehler korrigiert",
        "une version antérieure de cet|une version précédente de cet|une première version de cet|\
     dans une version précédente de cet|cet article a été corrigé|cet article a été modifié le",
        "una versión anterior de este|en una versión anterior de este|una versión previa de este|\
     este artículo ha sido corregido",
        "una versione precedente di questo|in una versione precedente di questo|questo articolo è stato corretto",
        "uma versão anterior deste|uma versão anterior desta|em uma versão anterior deste|numa versão anterior deste|\
     este texto foi corrigido|esta reportagem foi corrigida",
        "in een eerdere versie van dit|een eerdere versie van dit|dit artikel is gecorrigeerd|dit artikel is aangepast op",
        "в предыдущей версии этой|в предыдущей версии этого|в более ранней версии этой|в более ранней версии этого|\
     в первоначальной версии этой",
        "у попередній версії цієї|у попередній версії цього|у первинній версії цієї",
        "في نسخة سابقة من هذا|ذكرت نسخة سابقة من هذا|نسخة سابقة من هذا",
        "本文早前版本|本文此前版本|本文先前版本|この記事の以前の|記事の初出時",
        "bu haberin önceki|bu yazının önceki",
        "we wcześniejszej wersji tego|w poprzedniej wersji tego|poprzednia wersja tego artykułu",
        "i en tidigare version av|i en tidligere version af denne|i en tidligere versjon av denne|\
     artikkelen er oppdatert|artikeln har uppdaterats",
        "artikkelin aiemmassa versiossa|jutun aiemmassa versiossa|v předchozí verzi tohoto|v původní verzi článku",
    ])
});

/// What a line begins with that says which agencies a text is made from.
pub(super) static SIGN_OFF_STARTS: Words = Words::new(|| {
    Index::of(&[
        "reporting by|additional reporting by|with reporting by|with additional reporting by|with files from|\
     with information from|writing by|editing by|compiled by|produced by",
        "mit material von|mit material der|mit agenturmaterial|mit informationen von",
        "con información de|con informaciones de|con informazioni di|com informações da|com informações de|\
     met informatie van|met medewerking van",
        "по материалам|по сообщениям|за матеріалами|за повідомленнями",
        "责任编辑|編輯|责编|编辑",
    ])
});

/// Whole lines that say a text is at its end, or which agencies it came from.
pub(super) static SIGN_OFFS: Words = Words::new(|| {
    Index::of(&[
        "avec afp|avec reuters|avec les agences|avec agences|com agências|con agencias|完|（完）|(完)|了|（了）|agenturen|agencias|agências|agences|وكالات|סוכנויות",
    ])
});

/// News agencies by the short names they sign with.
pub(super) static AGENCIES: Words = Words::new(|| {
    Index::of(&[
        "ap|afp|upi|reuters|dpa|dpa-afx|epd|kna|sid|ots|apa|sda|ats|keystone|ansa|agi|adnkronos|askanews|efe|europa press",
        "lusa|anp|belga|ntb|tt|ritzau|stt|pap|čtk|tasr|mti|agerpres|bta|tanjug|hina|sta|ana|aa|iha|dha|anka",
        "тасс|риа новости|интерфакс|interfax|унн|укринформ|укрінформ|уніан|унiан|белта|казинформ",
        "cna|kyodo|jiji|xinhua|yonhap|pti|ani|bernama|antara|ians|nhk|共同|時事|ロイター|新华社",
        "رويترز|أ ف ب|ا ف ب|أ.ف.ب|د ب أ|أ ش أ|واس|وام|قنا|كونا|بنا|سانا|وفا|وكالات|الأناضول",
    ])
});

/// Words in brackets behind a last sentence that sign nothing.
pub(super) static NO_SIGNATURES: Words =
    Words::new(|| Index::of(&["sic|etc|ebd|ibid|idem|id|lol|no|yes|old|new|left|right|ok"]));

/// What stands before the names in a byline, without a colon.
pub(super) static BYLINE_STARTS: Words = Words::new(|| {
    Index::of(&[
        "by|story by|words by|text by|written by|reported by|interview by|analysis by",
        "von|ein bericht von|ein kommentar von|eine analyse von|ein gastbeitrag von|interview von|aus dem archiv von",
        "par|propos recueillis par|texte par|un article de",
        "por|texto por|una crónica de|una entrevista de|uma reportagem de",
        "di|da|dal nostro inviato|dalla nostra inviata|dal nostro corrispondente|dalla nostra corrispondente|a cura di",
        "door|van onze redacteur|van onze verslaggever|van onze correspondent",
        "av|af|tekst av|text av",
        "автор|автор статьи|від|підготувала|підготував|подготовила|подготовил",
        "بقلم|كتب|كتبت|حاوره|حاورته",
        "מאת",
    ])
});

/// The first words of bylines that begin an Italian or Arabic sentence as well: the name alone is not enough.
pub(super) static WEAK_BYLINE_STARTS: Words = Words::new(|| Index::of(&["di|da|كتب|كتبت|від|av"]));

/// Labels of bylines, before a colon.
pub(super) static BYLINE_LABELS: Words = Words::new(|| {
    Index::of(&[
        "text|words|author|authors|reporter|reporting|story|writer|text and photos|words and pictures",
        "text|autor|autorin|autoren|text und fotos|text und bilder|von|interview|reportage",
        "texte|auteur|autrice|texte et photos|propos recueillis par",
        "texto|autor|autora|autores|texto y fotos|redacción",
        "testo|autore|autrice|testo e foto|di",
        "texto|autor|autora|reportagem|texto e fotos",
        "tekst|auteur|door",
        "автор|авторы|текст|авторка|автори|текст и фото|текст і фото|корреспондент",
        "بقلم|كتب|كتبت|الكاتب|الكاتبة|إعداد|تحرير|حوار",
        "作者|撰文|文|记者|記者|執筆|文・写真|取材",
        "מאת|כתב|כתבת|כותב|כותבת",
        "yazan|haber|yazı|yazar|muhabir",
        "tekst|autor|autorka|opracowanie|opracowała|opracował|rozmawiała|rozmawiał",
        "text|av|tekst|tekst og foto|text och foto|tekst og bilder|teksti|toimittaja",
    ])
});

/// Words of which one stands behind a name in "Mara Kell, Harbour Desk".
pub(super) static DESKS: Words = Words::new(|| {
    Index::of(&[
        "desk|correspondent|reporter|staff|writer|columnist|editor|bureau",
        "redaktion|redakteur|redakteurin|korrespondent|korrespondentin|reporterin|ressort",
        "journaliste|rédaction|correspondant|correspondante|envoyé|envoyée",
        "redacción|corresponsal|enviado|enviada|redactor|redactora|periodista",
        "redazione|corrispondente|inviato|inviata|giornalista",
        "redação|correspondente|repórter|jornalista",
        "redactie|redacteur|verslaggever|verslaggeefster",
        "корреспондент|журналист|редакция|кореспондент|кореспондентка|журналістка|журналіст|редакція",
        "مراسل|مراسلة|محرر|محررة|صحفي|صحفية",
        "muhabir|muhabiri|korespondent|korespondentka|redakcja|reporterka|dziennikarz|dziennikarka",
        "redaktionen|redaktör|journalist|redaksjonen|toimittaja",
    ])
});

/// Words between the names of a byline.
pub(super) static AND: Words =
    Words::new(|| Index::of(&["and|und|et|y|e|en|i|и|та|і|й|et de|och|og|ja|ve|&|con|with|mit"]));

/// Small words inside the names of people and places.
pub(super) static PARTICLES: Words = Words::new(|| {
    Index::of(&[
        "de|del|della|di|da|do|dos|das|du|des|la|le|lo|van|von|der|den|ten|ter|zu|zum|zur|af|av|el|al|bin|ibn|ben|y|e",
        "upon|on|am|an|of|the|sur|sous|bei|im|ob|aan|над|на|de la|d'|-",
    ])
});

/// Words written large only at the head of a sentence: what begins with one is no name.
pub(super) static NO_NAMES: Words = Words::new(|| {
    Index::of(&[
        "the|a|an|this|that|these|those|in|on|at|for|from|with|after|before|when|while|as|if|but|and|he|she|it|they|we|\
     you|i|his|her|their|our|there|here|what|who|why|how|no|not|all|some|many|most|more|last|next|now|then",
        "der|die|das|ein|eine|dem|den|des|im|am|bei|mit|nach|vor|für|und|oder|aber|wenn|als|wie|was|wer|er|sie|es|wir|ich|\
     heute|gestern|hier|dort|alle|viele",
        "le|la|les|un|une|des|dans|en|sur|pour|avec|après|avant|quand|mais|et|il|elle|ils|elles|nous|vous|ce|cette|ces",
        "el|los|las|una|unos|con|por|para|según|cuando|pero|y|este|esta|estos|se|su|sus|no|ayer|hoy",
        "il|lo|gli|i|uno|nel|nella|dopo|prima|ma|questo|questa|ieri|oggi|non",
        "o|os|as|um|uma|no|na|nos|nas|depois|antes|mas|ele|ela|eles|este|esta|ontem|hoje|não",
        "de|het|een|op|voor|met|na|maar|hij|zij|wij|dit|deze|gisteren|vandaag|niet",
        "в|на|по|после|до|для|но|и|он|она|они|мы|это|эти|вчера|сегодня|не|у|з|до|після|але|він|вона|вони|ми|це|вчора",
    ])
});

/// Kickers in capitals before a dash, which are no places.
pub(super) static KICKERS: Words = Words::new(|| {
    Index::of(&[
        "update|updated|breaking|watch|opinion|exclusive|live|news|analysis|video|photos|review|explainer|interview|correction|\
     obituary|editorial|comment|column|feature|profile|fact check|briefing|weather|sport|sports|podcast|warning|note",
        "exklusiv|eil|eilmeldung|kommentar|analyse|meinung|porträt|liveticker|ticker|leitartikel|glosse|wetter",
        "urgent|exclusif|direct|analyse|entretien|tribune|éditorial|récit|reportage|vidéo",
        "exclusiva|última hora|análisis|opinión|entrevista|directo|vídeo|urgente|crónica",
        "esclusiva|ultima ora|analisi|intervista|diretta|editoriale|análise|opinião|exclusivo|ao vivo",
        "срочно|эксклюзив|мнение|видео|обновлено|анализ|интервью|терміново|ексклюзив|думка|відео|оновлено|новости|новини",
    ])
});
