//! Corrections, credits, and what belongs to the page.

use super::*;

#[test]
fn corrections_are_notes() {
    for line in [
        "Correction: An earlier version of this article misstated the width of the river.",
        "CORRECTION (March 15): The mayor’s name is Lidia Ferran.",
        "Editor’s note: The ferry has since been repaired.",
        "Berichtigung: In dem Artikel stand ein falscher Name.",
        "Anmerkung der Redaktion: Die Fähre fährt inzwischen wieder.",
        "Rectificatif : le nom de la maire a été corrigé.",
        "Fe de errores: el nombre de la alcaldesa es Lidia Ferrán.",
        "Fe de errores. El nombre de la alcaldesa es Lidia Ferrán.",
        "Errata corrige: il nome della sindaca è Lidia Ferrani.",
        "Correção: o nome da presidente é Lídia Ferrão.",
        "Rectificatie: de naam van de burgemeester is Lidia Ferran.",
        "Исправление: мэра зовут Лидия Ферран.",
        "От редакции: паром уже отремонтирован.",
        "Виправлення: міську голову звати Лідія Ферран.",
        "تصحيح: اسم رئيسة البلدية هو ليديا فران.",
        "更正：市长的名字是莉迪亚。",
        "訂正：市長の名前はリディアです。",
        "תיקון: שמה של ראש העיר הוא לידיה.",
        "Düzeltme: Başkanın adı Lidia Ferran’dır.",
        "Sprostowanie: burmistrzyni nazywa się Lidia Ferran.",
        "Rättelse: Borgmästaren heter Lidia Ferran.",
        "Oikaisu: pormestarin nimi on Lidia Ferran.",
    ] {
        assert_eq!(kinds(line), [Note; 3], "{line}");
    }
    for line in [
        "An earlier version of this article gave the wrong day.",
        "This article was amended on 15 March to correct the mayor’s name.",
        "In einer früheren Version dieses Artikels stand ein falscher Name.",
        "Une version antérieure de cet article donnait un autre nom.",
        "Una versión anterior de este artículo daba otro nombre.",
        "Una versione precedente di questo articolo riportava un altro nome.",
        "Uma versão anterior deste texto trazia outro nome.",
        "In een eerdere versie van dit artikel stond een andere naam.",
        "В предыдущей версии этой статьи было указано другое имя.",
        "У попередній версії цієї статті було вказано інше ім’я.",
        "ذكرت نسخة سابقة من هذا المقال اسما آخر.",
        "本文早前版本写错了市长的名字。",
        "We wcześniejszej wersji tego artykułu podano inne nazwisko.",
        "I en tidigare version av artikeln stod ett annat namn.",
    ] {
        assert_eq!(kinds(line), [Note, Text, Note], "{line}");
    }
}

#[test]
fn what_only_looks_like_a_correction_stays() {
    for line in [
        "Correction officers were not at the hearing.",
        "The correction: nobody was asked.",
        "An earlier version of this bill was rejected in May.",
        "A previous version of this plan had two piers.",
        "Die Korrektur: niemand wurde gefragt.",
        "In einer früheren Fassung des Gesetzes stand es anders.",
        "Une version antérieure de cette loi a été rejetée.",
        "Una versión anterior de este plan tenía dos muelles.",
        "Una versione precedente di questo piano prevedeva due moli.",
        "Uma versão anterior deste plano tinha dois cais.",
        "Исправление ошибок займёт год.",
        "В предыдущей версии этого закона было иначе.",
        "Виправлення помилок триватиме рік.",
        "تصحيح الأخطاء يحتاج إلى سنة.",
        "更正错误需要一年。",
        "Korekta planu potrwa rok.",
    ] {
        assert_eq!(kinds(line), [Text; 3], "{line}");
    }
}

#[test]
fn a_correction_of_several_lines_is_one_note() {
    let text = format!(
        "{RUNNING}\n\n{MORE}\nCorrection: An earlier version of this article misstated\nthe width of the river. It is two miles."
    );
    let note = "note|Correction: An earlier version of this article misstated\nthe width of the river. It is two miles.";
    assert_eq!(told(&text), [format!("paragraph|{RUNNING}"), format!("paragraph|{MORE}"), note.to_owned()]);
}

#[test]
fn credits_are_notes() {
    for line in [
        "Photo: Mara Kell",
        "Photo: The night ferry at the east pier on Monday. Mara Kell/Quay Images",
        "(Image: Mara Kell / The Quay)",
        "[Photo by Mara Kell]",
        "Photograph by Mara Kell",
        "© Mara Kell",
        "Mara Kell/Quay Images",
        "Mara Kell via Quay Pictures",
        "Source: Harbour Board, 2025",
        "Foto: Lena Marr/dpa",
        "Bildquelle: Stadt Marrbrück",
        "Foto von Lena Marr",
        "Crédit photo : Élise Marre",
        "Imagen: Marta Ruiz",
        "Fuente: Junta del Puerto",
        "Foto di Carla Marri",
        "Imagem: Divulgação",
        "Beeld: Anke van Marre",
        "Фото: Анна Марова",
        "Світлина: Оксана Марчук",
        "الصورة: سلمى المرعي",
        "图片来源：马罗日报",
        "写真：山田花子",
        "צילום: דנה מרון",
        "Fotoğraf: Selin Marak",
        "Zdjęcie: Anna Marecka",
        "Kuva: Liisa Mäkelä",
    ] {
        assert_eq!(kinds(line), [Note; 3], "{line}");
    }
    assert_eq!(kinds("© 2025 The Quay. All rights reserved."), [Furniture; 3]);
}

#[test]
fn what_only_looks_like_a_credit_stays() {
    for line in [
        "Photo shoots on the pier are banned.",
        "Photo: is that all there is?",
        "Photography is his trade.",
        "The photo: a ferry in the rain.",
        "Picture this: a ferry without a captain.",
        "Image is everything, she said.",
        "Source close to the council said so.",
        "Kell/Roe won the cup by 6-4.",
        "The he/she form was dropped.",
        "Fotos sind hier verboten.",
        "Bild dir deine Meinung.",
        "Bild: Frau Kell, wann kommt die Fähre?",
        "Foto de família reúne líderes no cais",
        "Foto di gruppo con sindaca",
        "Les photos sont interdites.",
        "Фото запрещены на пристани.",
        "Світлина стала відомою.",
        "صورة قديمة وجدت في المدينة.",
        "图片很美。",
        "写真は美しい。",
    ] {
        assert_eq!(kinds(line), [Text; 3], "{line}");
    }
}

#[test]
fn links_and_pleas_are_furniture() {
    for line in [
        "Read more: Night ferry runs again",
        "• Read more: Night ferry runs again",
        "Also read | Night ferry runs again",
        "READ MORE →",
        "Related: Who will pay for the pier?",
        "Subscribe to our newsletter",
        "Sign up for our daily newsletter.",
        "Follow us on Telegram",
        "Share this article",
        "Advertisement",
        "Story continues below advertisement",
        "Lesen Sie auch: Nachtfähre fährt wieder",
        "Lesen Sie auch unseren Bericht über die Fähre",
        "Mehr zum Thema: Wer zahlt den Anleger?",
        "Anzeige",
        "À lire aussi : Le bac de nuit reprend",
        "Lire aussi Le bac de nuit reprend",
        "Abonnez-vous à notre newsletter",
        "La suite après cette publicité",
        "Lea también: El transbordador vuelve",
        "Suscríbete a nuestro boletín",
        "Compartir",
        "Leggi anche: Il traghetto torna",
        "Iscriviti alla newsletter",
        "Leia também: Balsa volta a funcionar",
        "Continua após a publicidade",
        "Lees ook: Nachtveer vaart weer",
        "Deel dit artikel",
        "Читайте также: Ночной паром вернулся",
        "Подпишитесь на наш канал в Telegram",
        "Поделиться",
        "Читайте також: Нічний пором повернувся",
        "Підписуйтесь на наш канал у Telegram",
        "اقرأ أيضا: عودة العبارة الليلية",
        "شارك هذا المقال",
        "延伸阅读：夜间渡轮恢复",
        "关注我们",
        "関連記事：夜間フェリー再開",
        "続きを読む",
        "קראו גם: מעבורת הלילה חזרה",
        "Ayrıca okuyun: Gece vapuru döndü",
        "Czytaj też: Nocny prom wraca",
        "Udostępnij",
        "Läs mer: Nattfärjan går igen",
        "Læs også: Natfærgen sejler igen",
        "Les også: Nattfergen går igjen",
        "Lue myös: Yölautta kulkee taas",
        "Čtěte také: Noční přívoz opět jezdí",
    ] {
        assert_eq!(kinds(line), [Furniture; 3], "{line}");
    }
    assert_eq!(kinds("Read more about the night ferry"), [Furniture, Text, Furniture]);
}

#[test]
fn what_only_looks_like_furniture_stays() {
    for line in [
        "Read more books, she told the pupils.",
        "Read the whole letter here, the council said.",
        "read: a verb",
        "Read::two colons",
        "Share prices fell on Monday.",
        "Share this view and you lose friends.",
        "Subscribe to his theory at your peril.",
        "Advertisement spending fell in May.",
        "Sign up, the skippers were told.",
        "Related: two words nobody uses any more. Skippers never did.",
        "Subscribe to our newsletter, the advert said.",
        "“Read more,” she said.",
        "Watch the river, he said.",
        "More: that is what they want.",
        "Anzeige wurde gegen zwei Schiffer erstattet.",
        "Teilen ist das neue Haben.",
        "Werbung macht die Stadt nicht.",
        "Lire est un plaisir.",
        "Partager le pouvoir ne lui plaît pas.",
        "Publicité et politique font mauvais ménage.",
        "Compartir el poder no le gusta.",
        "Leer más es vivir más.",
        "Condividi il tuo pane, diceva.",
        "Leggi e regolamenti non bastano.",
        "Leia mais livros, disse ela.",
        "Delen is leuk, zei ze.",
        "Реклама на пристани запрещена.",
        "Поделиться властью он не хочет.",
        "Читайте книги, сказала она.",
        "Реклама на пристані заборонена.",
        "إعلان النتائج تأخر يوما.",
        "المزيد من المال لن يفيد.",
        "广告太多了。",
        "分享是一种快乐。",
        "広告が多すぎる。",
        "Reklam yasaklandı.",
        "Udostępnij prom, mówili.",
        "Dela lika, sade hon.",
        "Recibe críticas en Facebook",
        "Jetzt streitet der Rat auf Facebook",
        "Download bei Telegram steigt",
    ] {
        assert_eq!(kinds(line), [Text; 3], "{line}");
    }
}
