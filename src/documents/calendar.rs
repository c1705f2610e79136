//! Months and weekdays as the languages of the news write them, whole and cut short.

/// Months in languages other than English, lower-case: whole, in the case that follows a day, and cut short.
///
/// English ones are known by any beginning of three letters, see [`month`].
const MONTHS: [&str; 12] = [
    "januar jänner janvier janv enero ene gennaio genn gen janeiro januari января январь янв січня січень \
     січ stycznia styczeń sty ocak tammikuuta tammikuu ledna leden يناير ينایر جانفي ינואר בינואר",
    "februar feber février fevrier févr fév febrero febbraio febb fevereiro fev februari февраля февраль \
     фев февр лютого лютий лют lutego luty lut şubat helmikuuta helmikuu února únor فبراير فيفري פברואר \
     בפברואר",
    "märz mrz mars marzo março maart mrt марта март мар березня березень берез бер marca marzec mart \
     marts maaliskuuta maaliskuu března březen مارس מרץ במרץ מרס",
    "avril avr abril abr aprile апреля апрель апр квітня квітень квіт kwietnia kwiecień kwi nisan \
     huhtikuuta huhtikuu dubna duben أبريل ابريل إبريل أفريل אפריל באפריל",
    "mai mayo maggio magg mag maio mei мая май травня травень трав maja mayıs toukokuuta toukokuu května \
     květen maj مايو ماي מאי במאי",
    "juni juin junio giugno giu junho июня июнь июн червня червень черв czerwca czerwiec cze haziran \
     kesäkuuta kesäkuu června červen يونيو يونيه جوان יוני ביוני",
    "juli juillet juil julio luglio lug julho июля июль июл липня липень лип lipca lipiec lip temmuz \
     heinäkuuta heinäkuu července červenec يوليو يوليه جويلية יולי ביולי",
    "août aout agosto ago augustus августа август авг серпня серпень серп sierpnia sierpień sie ağustos \
     elokuuta elokuu augusti srpna srpen أغسطس اغسطس أوت אוגוסט באוגוסט",
    "septembre septiembre setiembre settembre sett setembro сентября сентябрь сен сент вересня вересень \
     верес września wrzesień wrz eylül syyskuuta syyskuu září سبتمبر ספטמבר בספטמבר",
    "oktober okt octobre octubre ottobre ott outubro октября октябрь окт жовтня жовтень жовт października \
     październik paź ekim lokakuuta lokakuu října říjen أكتوبر اكتوبر אוקטובר באוקטובר",
    "novembre noviembre novembro ноября ноябрь ноя нояб листопада листопад лист listopada listopad lis \
     kasım marraskuuta marraskuu listopadu نوفمبر נובמבר בנובמבר",
    "dezember dez décembre déc diciembre dic dicembre dezembro декабря декабрь дек грудня грудень груд \
     grudnia grudzień gru aralık joulukuuta joulukuu desember des prosince prosinec ديسمبر דצמבר בדצמבר",
];

const ENGLISH_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const ENGLISH_WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Weekdays in languages other than English, lower-case.
const WEEKDAYS: &[&str] = &[
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miércoles jueves viernes sábado domingo",
    "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tisdag lördag söndag",
    "poniedziałek wtorek środa czwartek piątek sobota niedziela",
    "понедельник вторник среда четверг пятница суббота воскресенье",
    "понеділок вівторок середа четвер п'ятниця п’ятниця субота неділя",
    "pazartesi salı çarşamba perşembe cuma cumartesi pazar",
    "الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
];

/// The number of a lower-case month, whole or short.
pub(super) fn month(word: &str) -> Option<u32> {
    let is_known = |months: &str| months.split(' ').any(|month| month == word);
    english_month(word)
        .or_else(|| (1..).zip(MONTHS).find(|(_, months)| is_known(months)).map(|(number, _)| number))
}

/// Whether a lower-case word is a weekday; English ones may be cut short, as in "mon".
pub(super) fn is_weekday(word: &str) -> bool {
    is_english_weekday(word) || WEEKDAYS.iter().any(|days| days.split(' ').any(|day| day == word))
}

/// Whether a word is the English name of a weekday or month, whole or short: "By Friday" names no author. Names of
/// months in other languages are too often somebody's.
pub(super) fn is_english_day_word(word: &str) -> bool {
    let word = word.trim_end_matches([',', '.']).to_lowercase();
    is_english_weekday(&word) || english_month(&word).is_some()
}

fn english_month(word: &str) -> Option<u32> {
    (1..)
        .zip(ENGLISH_MONTHS)
        .find(|(_, month)| word.len() >= 3 && month.starts_with(word))
        .map(|(number, _)| number)
}

fn is_english_weekday(word: &str) -> bool {
    word.len() >= 3 && ENGLISH_WEEKDAYS.into_iter().any(|day| day.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_many_languages_and_mean_one_number_each() {
        for (word, number) in [
            ("mar", 3),
            ("march", 3),
            ("märz", 3),
            ("mars", 3),
            ("août", 8),
            ("enero", 1),
            ("gennaio", 1),
            ("outubro", 10),
            ("maart", 3),
            ("марта", 3),
            ("березня", 3),
            ("października", 10),
            ("ağustos", 8),
            ("مارس", 3),
        ] {
            assert_eq!(month(word), Some(number), "{word}");
        }
        for (number, words) in (1..).zip(MONTHS) {
            for word in words.split(' ') {
                assert_eq!(month(word), Some(number), "{word}");
            }
        }
        for word in ["", "ma", "council", "von", "mare"] {
            assert_eq!(month(word), None, "{word}");
        }
    }

    #[test]
    fn only_english_words_keep_a_name_from_being_one() {
        assert!(["Friday", "Mar.", "May"].into_iter().all(is_english_day_word));
        assert!(!["Mai", "Lis", "Mara", "Fred"].into_iter().any(is_english_day_word));
    }

    #[test]
    fn weekdays_are_whole_outside_of_english() {
        assert!(["mon", "friday", "freitag", "mardi", "вторник"].into_iter().all(is_weekday));
        assert!(!["mo", "frei", "mare", ""].into_iter().any(is_weekday));
    }
}
