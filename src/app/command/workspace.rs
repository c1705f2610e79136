//! The workspaces of the window, in the order of the bar.

/// One of the window's faces: what fills it between the bars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Workspace {
    /// Articles, the text, the inspector.
    #[default]
    Annotate,
    /// Every annotation in one table, to be judged.
    Review,
    /// Words and spans looked for in the whole corpus.
    Search,
    /// What looks wrong in what was tagged.
    Checks,
    /// The register: who is quoted, and where.
    Voices,
    /// What is followed through the articles: who stands where on it.
    Items,
    /// What the corpus adds up to.
    Statistics,
    /// Labels, attributes and relation types.
    Tags,
    /// Everything that was done, by whom and when.
    History,
}

impl Workspace {
    /// Every workspace in the order of the bar.
    pub const ALL: [Self; 9] = [
        Self::Annotate,
        Self::Review,
        Self::Search,
        Self::Checks,
        Self::Voices,
        Self::Items,
        Self::Statistics,
        Self::Tags,
        Self::History,
    ];

    /// Whether it looks at the whole corpus and has state of its own in [`crate::app::state::wide`].
    pub fn is_wide(self) -> bool {
        matches!(self, Self::Search | Self::Checks | Self::Voices | Self::Items | Self::Statistics)
    }

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Annotate => "Annotate",
            Self::Review => "Review",
            Self::Search => "Find",
            Self::Checks => "Checks",
            Self::Voices => "Voices",
            Self::Items => "Items",
            Self::Statistics => "Statistics",
            Self::Tags => "Tags",
            Self::History => "History",
        }
    }
}
