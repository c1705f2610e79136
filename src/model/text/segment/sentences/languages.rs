//! What differs between languages at a stop: abbreviations, ordinals, and words that begin sentences. English and the
//! unknown language have the lexicon beside this.

use super::lexicon::is_initials;
use crate::model::text::language::Language;

/// The words of a language, apart by spaces. Abbreviations are written without their last stop, and without the
/// spaces inside: `z.B` stands for "z. B." too.
pub(super) struct Rules {
    /// Abbreviations that nothing but more of the same sentence follows.
    leading: &'static str,
    /// Abbreviations for what a number follows; before anything else they are words.
    numbered: &'static str,
    /// Abbreviations that stand within a sentence as well as at its end.
    trailing: &'static str,
    /// Words that, written large, more likely begin a sentence than a name. Languages without capitals have none.
    starters: &'static str,
    /// Words before a number with a stop that make it an ordinal, lower-case; empty where numbers have no stop.
    before_ordinals: &'static str,
    /// Words, written large, that an ordinal stands before.
    after_ordinals: &'static str,
}

const NOTHING: Rules =
    Rules { leading: "", numbered: "", trailing: "", starters: "", before_ordinals: "", after_ordinals: "" };

/// What a stop after a word may be, in a language of [`rules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// No sentence ends here, whatever follows.
    Leading,
    /// The sentence goes on if a number follows.
    Numbered,
    /// The sentence ends here if what follows looks like the start of another.
    Trailing,
}

impl Rules {
    /// What kind of abbreviation `word`, without its last stop, is; also written with a capital at its front.
    pub(super) fn abbreviation(&self, word: &str) -> Option<Stop> {
        let small: String = small_first(word);
        let holds = |list: &str| {
            list.split(' ').any(|listed| !listed.is_empty() && (listed == word || listed == small))
        };
        if holds(self.leading) {
            Some(Stop::Leading)
        } else if holds(self.numbered) {
            Some(Stop::Numbered)
        } else if holds(self.trailing) || is_initials(word) {
            Some(Stop::Trailing)
        } else {
            None
        }
    }

    /// Whether an abbreviation begins with `words`, parts with stops between them, and goes on.
    pub(super) fn begins_abbreviation(&self, words: &str) -> bool {
        let small = small_first(words);
        let goes_on = |listed: &str| {
            [words, &small].into_iter().any(|words| {
                listed == words || listed.strip_prefix(words).is_some_and(|rest| rest.starts_with('.'))
            })
        };
        [self.leading, self.trailing].iter().any(|list| list.split(' ').any(goes_on))
    }

    /// Whether `word`, with its capital, more likely begins a sentence than goes on with a name.
    pub(super) fn is_starter(&self, word: &str) -> bool {
        let stem = word.split(['’', '\'']).next().unwrap_or_default();
        self.starters.split(' ').any(|starter| starter == word || (starter == stem && !stem.is_empty()))
    }

    /// Whether a number with a stop between the words `before` and `after` is an ordinal: "am 3. Pier", "2. Liga".
    pub(super) fn is_ordinal(&self, before: &str, after: &str) -> bool {
        let before = before.to_lowercase();
        let holds = |list: &str, word: &str| !word.is_empty() && list.split(' ').any(|listed| listed == word);
        let is_named = holds(self.before_ordinals, &before) && !self.is_starter(after);
        is_named || holds(self.after_ordinals, after)
    }
}

fn small_first(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The rules of a language; `None` for English and for the unknown one.
pub(super) fn rules(language: Language) -> Option<&'static Rules> {
    Some(match language {
        Language::Unknown | Language::English => return None,
        Language::Chinese | Language::Japanese | Language::Hebrew => &NOTHING,
        Language::Arabic => &ARABIC,
        Language::Czech => &CZECH,
        Language::Danish | Language::Norwegian | Language::Swedish => &NORDIC,
        Language::Dutch => &DUTCH,
        Language::Finnish => &FINNISH,
        Language::French => &FRENCH,
        Language::German => &GERMAN,
        Language::Italian => &ITALIAN,
        Language::Polish => &POLISH,
        Language::Portuguese => &PORTUGUESE,
        Language::Russian => &RUSSIAN,
        Language::Spanish => &SPANISH,
        Language::Turkish => &TURKISH,
        Language::Ukrainian => &UKRAINIAN,
    })
}

const ARABIC: Rules = Rules { leading: "د أ م أ.د م.م ا.د ص ج هـ ق.م", ..NOTHING };

const GERMAN: Rules = Rules {
    leading: "Dr Prof Hr Fr Dipl Ing Mag z.B z.T d.h u.a u.U i.d.R o.ä v.a bzw ca vgl evtl ggf inkl exkl insb sog \
              St Hl Frl Abt Gen Lt Hptm Maj Oblt einschl zzgl bspw gem lt \
              geb verh gest i.A i.V z.Zt zzt rd max min ehem",
    numbered: "Nr Art Abs Kap Bd S Ziff Abb Tab Anm Par Tel Hausnr Jg",
    trailing: "usw etc u.a.m u.s.w u.v.m o.Ä u.Ä e.V a.D d.J v.Chr n.Chr Mio Mrd Tsd Str Jh Jhd Std Min Sek \
               GmbH Co AG.Co Jr Sr Okt Nov Dez Jan Feb Mär Apr Jun Jul Aug Sep Sept Mo Di Mi Do Fr Sa So inc z.K",
    starters: "Der Die Das Dem Den Des Ein Eine Einer Einem Einen Er Sie Es Wir Ihr Ich Man Dies Diese Dieser Dieses \
               Diesem Diesen Jene In Im Am An Auf Aus Bei Beim Mit Nach Von Vom Vor Zu Zum Zur Für Gegen Ohne Um Und \
               Aber Doch Denn Oder Auch Als Da Dann Danach Damit Dabei Dafür Dort Wenn Weil Wie Was Wer Wo Nun Jetzt \
               Heute Gestern Morgen Hier So Seit Seine Sein Seinen Ihre Ihren Unser Unsere Kein Keine Nicht Noch Nur \
               Schon Sogar Trotz Während Wegen Über Unter Zwischen Alle Viele Einige Mehr Laut Außerdem Zudem Dennoch \
               Jedoch Allerdings Bisher Später Zuvor Inzwischen Insgesamt Niemand Jeder Beide Zwei Drei",
    before_ordinals: "am der die das dem den des im zum zur vom beim bis ab seit und jeder jede jedes jeden ihr ihre \
                      ihrem ihren sein seine seinem seinen unser unsere mein dein dieser diese dieses vor nach ersten \
                      zweiten rund gegen in",
    after_ordinals: "Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember \
                     Jahrhundert Jahrhunderts Jahrtausend Mal Weltkrieg Weltkriegs Platz Minute Tag Geburtstag Runde \
                     Etage Stock Klasse Liga Bundesliga Spieltag Auflage Wahlgang Kongress Parteitag Quartal Halbzeit",
};

const FRENCH: Rules = Rules {
    leading: "M MM Mme Mlle Mgr Dr Pr Prof Me Ste St p.ex c.-à-d cf env éd chap fig vol av apr J.-C Gén Cdt Col Cap tél \
              resp",
    numbered: "art n no nos p pp al réf par",
    trailing: "etc s.a S.A S.A.R.L Cie janv févr avr juil sept oct nov déc hab min max bd av C",
    starters: "Le La Les L Un Une Des Du Il Elle Ils Elles On Nous Vous Je J Ce C Cette Ces Cet Cela Ceci Son Sa Ses \
               Leur Leurs Notre Nos Mon Ma Mes Dans En Sur Pour Par Avec Sans Sous Chez Vers Depuis Après Avant Pendant \
               Selon Malgré Mais Et Ou Or Donc Car Si Quand Lorsque Comme Alors Ainsi Puis Ensuite Enfin Aussi Même Tout \
               Tous Toutes Plus Plusieurs Certains Quelques Aucun Personne Rien Ici Là Hier Aujourd Demain À A Au Aux \
               De D Que Qu Qui Quoi Où Pourquoi Comment Deux Trois Cependant Toutefois Pourtant Déjà Ne N Se S",
    ..NOTHING
};

const SPANISH: Rules = Rules {
    leading: "Sr Sra Srta Srs Sres Sras Dr Dra Dres D Dª Dña Da Don Ud Uds Vd Vds Prof Profa Lic Ing Arq Gral Cnel Tte \
              Cap Cmdte Mons Fr Sto Sta S.M S.A.R p.ej p.e v.gr Excmo Excma Ilmo Ilma Rvdo EE Avda Av C.P dpto aprox",
    numbered: "núm n nº art arts pág págs p pp cap vol fig inc tel",
    trailing: "etc EE.UU EEUU UU S.A S.L Cía Jr a.C d.C a.m p.m JJ.OO FF.AA CC.OO izq dcha ene feb mar abr jun jul ago \
               sept sep oct nov dic",
    starters: "El La Los Las Lo Un Una Unos Unas Él Ella Ellos Ellas Yo Tú Nosotros Usted Ustedes Este Esta Estos Estas \
               Esto Ese Esa Esos Eso Aquel Su Sus Mi Mis Nuestro Nuestra En De Del Al A Con Sin Por Para Según Sobre \
               Tras Desde Hasta Entre Durante Ante Bajo Contra Pero Y E O Ni Si Que Qué Quien Quién Cuando Cuándo Como \
               Cómo Donde Dónde Porque Aunque Mientras Además También Tampoco Sin Ahora Ayer Hoy Mañana Aquí Allí Así \
               Entonces Luego Después Antes No Se Le Les Nos Me Hay Es Son Fue Era Todo Todos Muchos Algunos Varios \
               Otros Otra Dos Tres Nadie Nada Cada Ningún Sin",
    ..NOTHING
};

const ITALIAN: Rules = Rules {
    leading: "Sig Sigg Sig.ra Dott Dott.ssa Dr Prof Prof.ssa On Sen Ing Avv Arch Geom Rag Gen Col Cap Ten Mons Don S SS \
              p.es p.e es cfr ca c.a c.m dott prof sig on spett Egr Gent.ma",
    numbered: "n nn art artt pag pagg p pp vol cap fig par tel",
    trailing: "ecc etc s.p.a S.p.A s.r.l S.r.l a.C d.C sec min max genn febb sett ott nov dic",
    starters: "Il Lo La L I Gli Le Un Uno Una Egli Ella Lui Lei Loro Noi Voi Io Questo Questa Questi Queste Quello Quella \
               Suo Sua Suoi Sue In Nel Nella Nei Negli Nelle Di Del Della Dei Delle Da Dal Dalla A Al Alla Ai Con Su Sul \
               Sulla Per Tra Fra Senza Secondo Dopo Prima Durante Contro Ma E Ed O Se Che Chi Cosa Come Quando Dove \
               Perché Mentre Anche Ancora Poi Quindi Così Allora Ora Oggi Ieri Domani Qui Non Ci Si È Sono Era Ha Hanno \
               Tutto Tutti Molti Alcuni Altri Due Tre Nessuno Niente Ogni Intanto Inoltre Tuttavia Però",
    ..NOTHING
};

const PORTUGUESE: Rules = Rules {
    leading: "Sr Sra Srs Sras Srta Dr Dra Drs D Dª Prof Profa Eng Arq Exmo Exma Ilmo Gen Cel Cap Maj Ten Pe Frei Sto Sta \
              p.ex ex V.Exa aprox Av R",
    numbered: "n nº núm art arts pág págs p pp cap vol fig tel inc",
    trailing: "etc S.A Ltda Cia Jr a.C d.C a.m p.m séc jan fev mar abr jun jul ago set out nov dez",
    starters: "O A Os As Um Uma Uns Umas Ele Ela Eles Elas Eu Nós Você Vocês Este Esta Estes Estas Isto Esse Essa Isso \
               Aquele Seu Sua Seus Suas Meu Minha Nosso Nossa Em No Na Nos Nas Num Numa De Do Da Dos Das Ao À Aos Com Sem \
               Por Pelo Pela Para Segundo Sobre Após Desde Até Entre Durante Contra Mas E Ou Nem Se Que Quem Quando Como \
               Onde Porque Embora Enquanto Também Além Agora Ontem Hoje Amanhã Aqui Ali Assim Então Depois Antes Não Há \
               É São Foi Era Tudo Todos Muitos Alguns Vários Outros Dois Duas Três Ninguém Nada Cada Já Ainda Só",
    ..NOTHING
};

const DUTCH: Rules = Rules {
    leading: "dr drs prof mr mrs ir ing dhr mevr mw ds gen kol maj kapt lt bijv b.v d.w.z o.a m.b.t i.v.m t.a.v i.p.v \
              m.i.v a.u.b ca ong resp incl excl vgl z.g zgn jhr St Sint plv",
    numbered: "nr nrs blz p pp art artt vol hfst fig tel",
    trailing: "enz etc e.d e.a a.s jl v.Chr n.Chr B.V N.V mln mld jr sr jan feb mrt apr jun jul aug sept okt nov dec",
    starters: "De Het Een Hij Zij Ze Wij We Ik Je Jij Jullie U Dit Dat Deze Die Er In Op Aan Uit Bij Met Naar Van Voor \
               Door Over Onder Na Sinds Tot Tegen Zonder Tijdens Volgens Maar En Of Want Dus Als Toen Dan Daar Daarna \
               Daarom Daarnaast Waar Wat Wie Hoe Waarom Nu Vandaag Gisteren Morgen Hier Zo Zijn Haar Hun Ons Onze Mijn \
               Geen Niet Nog Ook Alle Veel Sommige Enkele Andere Twee Drie Niemand Iedereen Toch Inmiddels Omdat Terwijl",
    ..NOTHING
};

const NORDIC: Rules = Rules {
    leading: "dr prof hr fr frk ing f.eks t.ex t.eks bl.a blant.a d.v.s dvs s.k såk ca jf jfr kl pkt resp ev evt inkl ekskl \
              exkl ang ifm ift mht o.fl.a St f.d fhv tidl adv",
    numbered: "nr kap art fig bd s sid tlf tel stk kl",
    trailing: "osv m.m m.v mv o.s.v etc m.fl o.l e.l e.Kr f.Kr jr sr mio mia mill mrd milj jan feb mar apr jun jul aug sep \
               sept okt nov dec des a.s A/S",
    starters: "Den Det De En Et Ett Han Hun Hon Vi Jeg Jag I Du Dette Denne Disse Detta Denna Dessa Der Her Här Där Som På \
               Av Af Med Til Till Fra Från Om Ved Vid For För Efter Etter Før Innan Under Over Över Mellem Mellom Mellan \
               Mod Mot Uden Utan Men Og Och Eller Hvis Om Når När Da Så Nu Nå Også Ikke Inte Ifølge Enligt Hva Hvad Vad \
               Hvem Vem Hvor Var Hvordan Hur Alle Alla Mange Många Nogle Noen Några Andre Andra To Två Tre Ingen Sin Sitt \
               Hans Hendes Hennes Deres Deras Vår Vores I",
    before_ordinals: "den det de der på i til till fra från og och sin sit hans hendes hennes",
    after_ordinals: "Verdenskrig Division Januar Februar Marts Mars April Maj Mai Juni Juli August September Oktober \
                     November December Desember",
};

const FINNISH: Rules = Rules {
    leading: "esim ts mm ns ao ko em tri prof toim ent nk huom n ks vrt l os",
    numbered: "s nro klo puh kpl",
    trailing: "jne yms ym eKr jKr jr tms milj mrd",
    starters: "Hän He Se Ne Me Minä Sinä Te Tämä Tuo Nämä Mutta Ja Tai Kun Jos Koska Vaikka Myös Nyt Eilen Tänään Siellä \
               Täällä Kaikki Moni Monet Jokainen Kukaan Ei Eivät Niin Siksi Sitten Mitä Missä Kuka Miksi Miten",
    before_ordinals: "",
    after_ordinals: "Maailmansota",
};

const TURKISH: Rules = Rules {
    leading: "Dr Prof Doç Av Sn Op Ecz Müh Alb Gen Yrd Yrd.Doç örn bkz St yy",
    numbered: "No s sf sh Md cilt",
    trailing: "vb vs vd A.Ş Ltd Şti Cad Sok Mah Blv M.Ö M.S i.Ö i.S",
    starters: "Bu Şu O Bir Ben Sen Biz Siz Onlar Ama Ancak Fakat Ve Veya Çünkü Eğer Ayrıca Daha Sonra Önce Şimdi Bugün \
               Dün Yarın Burada Orada Böyle Bütün Tüm Her Bazı Birçok Hiç Kimse Ne Neden Nasıl Kim İki Üç De Da",
    before_ordinals: "",
    after_ordinals: "Dünya Lig Bölge Cumhurbaşkanı Genel Olağan Ordu Ağır Asliye Uluslararası Yargı Ceza Daire Murat \
                     Abdülhamid Mehmed",
};

const POLISH: Rules = Rules {
    leading: "prof dr hab mgr inż ks abp bp gen płk mjr kpt por ppłk np m.in tzn tj tzw ok ul al pl św im ds red ur zob por \
              wg lek adw o zm ppor",
    numbered: "nr nry str s art ust pkt poz godz tel par rozdz t",
    trailing: "itd itp etc r w n.e p.n.e tys S.A sp.z.o.o Sp.z.o.o min sek wiek in i.in",
    starters: "W Z Na Do Po Od Za O U Nad Pod Przed Przez Przy Dla Bez Ale A I Oraz Lub Jednak Więc Jeśli Gdy Kiedy Ponieważ \
               Choć To Ten Ta Te Ci Tego Tej Tych Tak Nie On Ona Oni One My Ja Ty Wy Jest Są Był Była Było Będzie Jego Jej \
               Ich Nasz Tu Tam Teraz Dziś Wczoraj Jutro Także Również Natomiast Według Podczas Wszyscy Wielu Niektórzy Inni \
               Dwa Trzy Nikt Nic Każdy Co Kto Jak Gdzie Dlaczego Czy Już Jeszcze Tylko",
    ..NOTHING
};

const CZECH: Rules = Rules {
    leading: "Dr Prof prof dr Ing Mgr Bc MUDr JUDr PhDr RNDr doc gen plk mjr kpt por npor sv např tzv tj mj resp cca \
              ul nám tř vč popř příp ev kupř zn nar",
    numbered: "č čl str odst s obr tab kap tel par",
    trailing: "atd apod aj tis mil mld Kč př.n.l n.l a.s s.r.o o.p.s r st hod min Sb roč",
    starters: "V Ve Na Do Z Ze S Se K Ke O U Po Od Za Pro Při Před Pod Nad Mezi Bez Ale A I Však Proto Protože Když Pokud \
               Podle To Ten Ta Ti Tento Tato Toto Tyto Tak On Ona Oni My Já Ty Vy Je Jsou Byl Byla Bylo Bude Jeho Její \
               Jejich Náš Tady Tam Teď Dnes Včera Zítra Také Dva Tři Nikdo Nic Každý Co Kdo Jak Kde Proč Už Ještě Jen Ne",
    before_ordinals: "",
    after_ordinals: "",
};

const RUSSIAN: Rules = Rules {
    leading: "т.е т.к т.н т.ч напр им ул пл просп пр пер наб д кв корп стр обл р-н пос с дер о оз проф акад доц канд ген полк \
              подп майор кап лейт гр гос ср см вып ред сост пер.с англ св тов зам зав и.о врио пом ок прибл ст.л г-н \
              г-жа",
    numbered: "ст п пп стр с рис табл гл № т тт ч",
    trailing: "г гг в вв т.д т.п др пр проч руб коп долл тыс млн млрд трлн н.э чел час мин сек кг км м см л га шт л.с \
               янв фев февр мар апр авг сент сен окт ноя нояб дек",
    starters: "В Во На С Со К Ко По От До Из За Для При Под Над Без Через После Перед Между У О Об Но А И Или Однако Если \
               Когда Хотя Поэтому Потому Так Также Как Что Чтобы Кто Где Почему Это Этот Эта Эти Этого Тот Та Те Он Она Оно \
               Они Мы Я Вы Ты Его Её Ее Их Наш Наши Мой Свой Не Ни Уже Ещё Еще Только Даже Сейчас Сегодня Вчера Завтра Здесь \
               Там Тогда Затем Потом Все Всё Многие Некоторые Другие Два Три Никто Ничто Каждый Согласно Ранее Позже Кроме \
               Вместе Был Была Было Были Есть",
    ..NOTHING
};

const UKRAINIAN: Rules = Rules {
    leading: "т.з т.зв напр ім вул пл просп пров буд кв корп обл р-н смт с м о оз проф акад доц канд ген полк підп гр ред див \
              вип укл св тов зам зав в.о пом приб бл п-н п-ні т.ч",
    numbered: "п пп стор рис табл гл № т тт ч",
    trailing: "р рр в вв ст т.д т.п ін та.ін грн коп дол тис млн млрд трлн н.е год хв сек кг км л га шт січ лют бер берез \
               квіт трав черв лип серп вер верес жовт лист груд",
    starters: "В У Во На З Із Зі До По Від За Для При Під Над Без Через Після Перед Між О Об Але А І Й Та Або Проте Однак Якщо \
               Коли Хоча Тому Так Також Як Що Щоб Хто Де Чому Це Цей Ця Ці Цього Той Ті Він Вона Воно Вони Ми Я Ви Ти Його Її \
               Їх Їхній Наш Наші Мій Свій Не Ні Вже Ще Лише Тільки Навіть Зараз Сьогодні Вчора Завтра Тут Там Тоді Потім Усі \
               Всі Все Багато Деякі Інші Два Три Ніхто Ніщо Кожен Згідно Раніше Пізніше Крім Разом Був Була Було Були Є",
    ..NOTHING
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_known_with_and_without_a_capital() {
        let german = rules(Language::German).unwrap();
        assert_eq!(german.abbreviation("z.B"), Some(Stop::Leading));
        assert_eq!(german.abbreviation("Z.B"), Some(Stop::Leading));
        assert_eq!(german.abbreviation("usw"), Some(Stop::Trailing));
        assert_eq!(german.abbreviation("Haus"), None);
        assert!(german.begins_abbreviation("z") && german.begins_abbreviation("i.d"));
        assert!(!german.begins_abbreviation("x"));
        assert!(rules(Language::English).is_none() && rules(Language::Unknown).is_none());
    }

    #[test]
    fn no_list_has_a_stop_at_the_end_of_a_word() {
        for language in Language::ALL {
            let Some(rules) = rules(language) else { continue };
            for list in [rules.leading, rules.numbered, rules.trailing, rules.starters] {
                assert!(list.split_whitespace().all(|word| !word.ends_with('.')), "{language:?}");
            }
        }
    }
}
