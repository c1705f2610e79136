//! The words that stand in every text, in English, German, French, Spanish, Russian and Ukrainian, folded as
//! [`Word`](super::Word) has them and sorted by their bytes.

/// Whether a folded word stands in every text.
pub(super) fn is_common(folded: &str) -> bool {
    COMMON.binary_search(&folded).is_ok()
}

#[rustfmt::skip]
const COMMON: &[&str] = &[
    "aber", "about", "ademas", "after", "again", "against", "ahora", "ainsi", "algo", "all", "alle",
    "allem", "allen", "aller", "alles", "alors", "als", "also", "although", "among", "and", "andere",
    "anderen", "another", "ante", "antes", "any", "apres", "are", "ask", "asked", "auch", "aucun", "auf",
    "aun", "aunque", "aus", "aussi", "autre", "autres", "aux", "avait", "avant", "avec", "avoir", "because",
    "been", "before", "bei", "beim", "being", "bereits", "between", "bis", "both", "but", "cada", "can",
    "cannot", "ces", "cet", "cette", "ceux", "chez", "comme", "como", "con", "contra", "contre", "could",
    "cual", "cuando", "cuyo", "dabei", "dafur", "damit", "dann", "dans", "das", "dass", "day", "days",
    "dazu", "declare", "del", "dem", "den", "denn", "depuis", "der", "deren", "des", "desde", "despues",
    "dessen", "deux", "dice", "did", "die", "dies", "diese", "diesem", "diesen", "dieser", "dieses", "dijo",
    "dit", "doch", "does", "doing", "donc", "donde", "done", "dont", "dort", "down", "durante", "durch",
    "during", "each", "ein", "eine", "einem", "einen", "einer", "eines", "either", "ella", "elle", "elles",
    "ellos", "else", "encore", "entre", "era", "eran", "esa", "ese", "eso", "est", "esta", "estan", "estar",
    "este", "esto", "etaient", "etait", "etre", "etwa", "eux", "even", "ever", "every", "fait", "faut",
    "few", "first", "for", "from", "fue", "fueron", "fur", "further", "gegen", "get", "gets", "gibt",
    "given", "goes", "going", "gone", "gran", "habe", "haben", "habia", "had", "han", "has", "hasta", "hat",
    "hatte", "hatten", "have", "having", "hay", "her", "here", "hers", "hier", "him", "his", "how", "ihm",
    "ihn", "ihr", "ihre", "ihrem", "ihren", "ihrer", "ils", "immer", "into", "ist", "its", "jede", "jeder",
    "jetzt", "just", "kann", "kein", "keine", "konnen", "las", "last", "less", "leur", "leurs", "like",
    "lors", "los", "made", "mais", "make", "man", "many", "mas", "may", "mehr", "meme", "mientras", "might",
    "mismo", "mit", "moins", "month", "more", "most", "much", "muss", "mussen", "must", "muy", "nach",
    "nada", "near", "neither", "never", "next", "nicht", "noch", "non", "nor", "nos", "not", "notre",
    "nous", "now", "nun", "nur", "oder", "off", "often", "ohne", "one", "only", "ont", "onto", "other",
    "otra", "otras", "otro", "otros", "our", "out", "over", "own", "par", "para", "pas", "pendant",
    "people", "per", "pero", "peut", "plus", "por", "porque", "pour", "pourrait", "puede", "put", "quand",
    "que", "quel", "quelle", "qui", "quien", "quite", "rather", "sagt", "sagte", "said", "same", "sans",
    "say", "saying", "says", "schon", "see", "segun", "sehr", "sei", "sein", "seine", "seinem", "seinen",
    "seiner", "seit", "ser", "sera", "ses", "several", "shall", "she", "should", "sich", "sido", "sie",
    "sin", "since", "sind", "sobre", "soit", "soll", "sollen", "sollte", "some", "son", "sont", "sous",
    "sowie", "still", "such", "sur", "sus", "tambien", "tan", "tanto", "tell", "than", "that", "the",
    "their", "them", "then", "there", "these", "they", "this", "those", "though", "through", "tiene",
    "tienen", "time", "todo", "todos", "told", "too", "tous", "tout", "toute", "toutes", "tras", "tres",
    "uber", "una", "und", "under", "une", "uno", "unos", "uns", "unter", "until", "upon", "use", "used",
    "vers", "very", "vom", "von", "vor", "vos", "votre", "vous", "war", "waren", "was", "way", "week",
    "weil", "weiter", "well", "wenn", "went", "werde", "werden", "were", "what", "when", "where", "whether",
    "which", "while", "who", "whom", "whose", "why", "wie", "wieder", "will", "wir", "wird", "with",
    "within", "without", "would", "wurde", "wurden", "year", "years", "yet", "you", "your", "zum", "zur",
    "zwischen", "або", "але", "без", "более", "був", "була", "були", "було", "бути", "был", "была", "были",
    "было", "быть", "вам", "вас", "весь", "вже", "вона", "вони", "все", "всего", "всех", "всі", "від",
    "він", "где", "даже", "для", "его", "если", "есть", "еще", "или", "именно", "иого", "как", "когда",
    "коли", "которая", "которого", "которои", "которые", "которыи", "которых", "крім", "кто", "має",
    "между", "меня", "може", "может", "між", "над", "надо", "нас", "наш", "него", "нет", "она", "они",
    "оно", "очень", "перед", "под", "после", "потому", "при", "про", "під", "після", "саме", "своі", "себе",
    "себя", "сказав", "сказал", "сказала", "так", "также", "також", "такои", "там", "тим", "того", "тоже",
    "тои", "только", "тому", "тот", "тут", "уже", "цеи", "цього", "цьому", "час", "чем", "через", "что",
    "чтобы", "щоб", "эта", "эти", "это", "этого", "этои", "этом", "этот", "яка", "яке", "якии", "якого",
    "якщо", "які",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_sorted_so_that_they_are_found() {
        assert!(COMMON.is_sorted());
        assert!(COMMON.iter().all(|word| is_common(word)));
    }
}
