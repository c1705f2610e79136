//! Verbs that report what somebody said, in the forms in which news has them.

use super::Language;

/// Verb forms of a language, lower-case, apart by spaces.
fn verbs(language: Language) -> &'static str {
    match language {
        Language::Unknown | Language::English => "",
        Language::Arabic => {
            "قال قالت قالوا يقول تقول وقال وقالت أضاف أضافت وأضاف وأضافت أكد أكدت وأكد وأكدت أوضح أوضحت وأوضح وأوضحت صرح \
             صرحت وصرح ذكر ذكرت وذكر وذكرت أعلن أعلنت وأعلن وأعلنت سأل سألت وسأل وسألت أجاب أجابت وأجاب كتب كتبت وكتب \
             وكتبت أشار أشارت وأشار وأشارت تابع تابعت وتابع شدد شددت وشدد"
        }
        Language::Chinese => "说 說 道 问 問 答 喊 称 稱 表示 写道 寫道 指出 强调 強調 补充 補充",
        Language::Czech => {
            "řekl řekla řekli uvedl uvedla uvedli říká dodal dodala prohlásil prohlásila oznámil oznámila napsal napsala \
             odpověděl odpověděla zeptal zeptala tvrdí vysvětlil vysvětlila upozornil upozornila sdělil sdělila"
        }
        Language::Danish => {
            "siger sagde fortæller fortalte skriver skrev mener mente tilføjer tilføjede oplyser oplyste forklarer \
             forklarede spurgte spørger svarede svarer lyder udtaler udtalte"
        }
        Language::Dutch => {
            "zegt zei zeiden zeggen vertelt vertelde schrijft schreef stelt stelde meldt meldde vindt vond aldus laat \
             voegde benadrukt benadrukte verklaarde verklaart vroeg vraagt antwoordde antwoordt waarschuwde waarschuwt"
        }
        Language::Finnish => {
            "sanoo sanoi sanovat sanoivat kertoo kertoi kirjoittaa kirjoitti toteaa totesi arvioi lisää lisäsi kysyi \
             kysyy vastasi vastaa korostaa korosti muistuttaa muistutti huomauttaa huomautti"
        }
        Language::French => {
            "dit dis disent déclare déclaré affirme affirmé affirment explique expliqué ajoute ajouté assure assuré \
             estime estimé indique indiqué précise précisé souligne souligné annonce annoncé répond répondu demande \
             demandé demanda écrit raconte raconté lance lancé confie confié rappelle rappelé regrette regretté s'exclame \
             dit-il dit-elle a-t-il a-t-elle explique-t-il explique-t-elle demanda-t-il demanda-t-elle selon"
        }
        Language::German => {
            "sagte sagt sagten sagen erklärte erklärt erklärten betonte betont teilte mitteilte berichtete berichtet \
             schrieb schreibt meinte meint fügte ergänzte ergänzt forderte fordert fragte fragt antwortete antwortet \
             kündigte warnte warnt kritisierte kritisiert bestätigte bestätigt behauptete behauptet räumte zitierte \
             verkündete urteilte mahnte laut"
        }
        Language::Hebrew => {
            "אמר אמרה אמרו אומר אומרת הוסיף הוסיפה הוסיפו הודיע הודיעה הודיעו כתב כתבה כתבו שאל שאלה ענה ענתה השיב השיבה \
             הסביר הסבירה הבהיר הבהירה הדגיש הדגישה טען טענה ציין ציינה מסר מסרה"
        }
        Language::Italian => {
            "dice dicono detto disse dichiara dichiarato afferma affermato spiega spiegato aggiunge aggiunto sottolinea \
             sottolineato annuncia annunciato scrive scritto risponde risposto chiede chiesto commenta commentato \
             sostiene sostenuto ribadisce ribadito racconta raccontato precisa precisato avverte avvertito"
        }
        Language::Japanese => {
            "言った 述べた 語った 話した 話す 説明した 強調した 指摘した 答えた 尋ねた 述べ 語り"
        }
        Language::Norwegian => {
            "sier sa forteller fortalte skriver skrev mener mente tilføyer tilføyde opplyser opplyste forklarer \
             forklarte spurte spør svarte svarer uttaler uttalte legger"
        }
        Language::Polish => {
            "powiedział powiedziała powiedzieli mówi mówił mówiła mówią dodał dodała dodali stwierdził stwierdziła \
             oświadczył oświadczyła poinformował poinformowała napisał napisała odpowiedział odpowiedziała zapytał \
             zapytała podkreślił podkreśliła zaznaczył zaznaczyła wyjaśnił wyjaśniła przekonuje twierdzi ocenił oceniła \
             ogłosił ogłosiła spytał spytała"
        }
        Language::Portuguese => {
            "disse dizem diz disseram afirmou afirma afirmaram declarou declara explicou explica acrescentou acrescenta \
             destacou destaca anunciou anuncia escreveu escreve respondeu responde perguntou pergunta comentou comenta \
             ressaltou alertou alerta contou conta garantiu garante informou informa segundo"
        }
        Language::Russian => {
            "сказал сказала сказали говорит говорил говорила говорят заявил заявила заявили заявляет сообщил сообщила \
             сообщили добавил добавила добавили пояснил пояснила отметил отметила отметили подчеркнул подчеркнула \
             написал написала написали пишет ответил ответила ответили спросил спросила рассказал рассказала рассказали \
             считает считают утверждает утверждают объявил объявила предупредил предупредила напомнил напомнила \
             признал признала уточнил уточнила"
        }
        Language::Spanish => {
            "dijo dice dijeron dicen declaró declara afirmó afirma afirmaron explicó explica añadió añade agregó agrega \
             señaló señala aseguró asegura anunció anuncia escribió escribe respondió responde preguntó pregunta comentó \
             comenta sostuvo sostiene advirtió advierte indicó indica manifestó subrayó subraya contó cuenta según"
        }
        Language::Swedish => {
            "säger sade sa berättar berättade skriver skrev menar menade tillägger tillade uppger uppgav förklarar \
             förklarade frågade frågar svarade svarar konstaterar konstaterade betonar betonade"
        }
        Language::Turkish => {
            "dedi diyor dediler söyledi söylediler belirtti açıkladı ekledi sordu yanıtladı yazdı vurguladı ifade kaydetti \
             bildirdi duyurdu savundu anlattı konuştu"
        }
        Language::Ukrainian => {
            "сказав сказала сказали каже кажуть говорить говорив говорила заявив заявила заявили заявляє повідомив \
             повідомила повідомили додав додала додали пояснив пояснила зазначив зазначила зазначили наголосив наголосила \
             написав написала написали пише відповів відповіла запитав запитала розповів розповіла розповіли вважає \
             вважають стверджує стверджують оголосив оголосила попередив попередила нагадав нагадала визнав визнала \
             уточнив уточнила"
        }
    }
}

/// Whether `word` is a form of a verb that reports, or a word that does its work ("laut", "según"). English ones are
/// known to the suggestions, with the rules they need.
pub fn is_reporting_verb(word: &str, language: Language) -> bool {
    let lower = word.to_lowercase().replace('’', "'");
    !lower.is_empty() && verbs(language).split_whitespace().any(|verb| verb == lower)
}

/// Whether `words`, without spaces between them, end in a verb that reports.
pub(in crate::model::text) fn ends_in_reporting_verb(words: &str, language: Language) -> bool {
    verbs(language).split_whitespace().any(|verb| words.ends_with(verb))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_known_in_their_language_only() {
        assert!(is_reporting_verb("Sagte", Language::German));
        assert!(is_reporting_verb("сказала", Language::Russian));
        assert!(is_reporting_verb("dit-elle", Language::French));
        assert!(ends_in_reporting_verb("他笑着问道", Language::Chinese));
        assert!(!is_reporting_verb("sagte", Language::Dutch));
        assert!(!is_reporting_verb("said", Language::Unknown));
        assert!(!is_reporting_verb("", Language::German));
    }

    #[test]
    fn every_verb_is_lower_case_and_listed_once() {
        for language in Language::ALL {
            let mut listed: Vec<&str> = verbs(language).split_whitespace().collect();
            assert!(listed.iter().all(|verb| verb.to_lowercase() == *verb), "{language:?}");
            let num = listed.len();
            listed.sort_unstable();
            listed.dedup();
            assert_eq!(listed.len(), num, "{language:?}");
        }
    }
}
