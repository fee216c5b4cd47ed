// What a reader is told of an answer, by its status and by how likely it is right.

// From LIKELY on an answer is called probably right, from FIRM on a denial is plain; below EVEN an
// answer is doubtful.
const FIRM = 0.9;
const LIKELY = 0.8;
const EVEN = 0.5;

const CHECK = {
  fair: ["This may be wrong: check it against the source.",
    "誤りかもしれません。出典で確かめてください。"],
  low: ["This is more likely wrong than right: check it against the source.",
    "誤りである可能性のほうが高い回答です。出典で確かめてください。"],
};
const PROBABLE = {
  badge: ["Probably right", "おそらく正しい回答"],
  note: ["Likely, but not beyond doubt: compare it with the source.",
    "可能性は高いものの、確実ではありません。出典と見比べてください。"],
};
const OTHERWISE = ["It says instead:", "出典には次のようにあります。"];
const WORDS = {
  answered: {
    low: { badge: ["Answered", "回答あり"], note: CHECK.low },
    any: { badge: ["Answered", "回答あり"] },
  },
  partial: {
    firm: PROBABLE,
    likely: PROBABLE,
    fair: { badge: ["Unsure answer", "不確かな回答"], note: CHECK.fair },
    low: { badge: ["Doubtful answer", "疑わしい回答"], note: CHECK.low },
  },
  conflicting: {
    any: {
      badge: ["The sources disagree", "出典が食い違っています"],
      note: ["The documents say two different things. Read both.",
        "文書に異なる記述があります。両方を確かめてください。"],
    },
  },
  premise_contradicted: {
    firm: {
      badge: ["The source says otherwise", "出典の記述は質問と異なります"],
      note: [`The question takes something for granted that the source denies. ${OTHERWISE[0]}`,
        `質問の前提と異なる記述があります。${OTHERWISE[1]}`],
    },
    any: {
      badge: ["The source seems to say otherwise", "出典の記述は質問と異なるようです"],
      note: [`The question seems to take for granted what the source denies. ${OTHERWISE[0]}`,
        `質問の前提と異なると思われる記述があります。${OTHERWISE[1]}`],
    },
  },
  not_in_corpus: {
    any: {
      badge: ["No answer found", "答えが見つかりません"],
      note: ["No answer was found in the documents.", "文書の中に答えは見つかりませんでした。"],
    },
  },
};

/** How likely an answer is right: "firm", "likely", "fair" or "low". */
export function likelihood(confidence) {
  if (confidence >= FIRM) return "firm";
  if (confidence >= LIKELY) return "likely";
  return confidence >= EVEN ? "fair" : "low";
}

/** The label of a reply, and what to note of it if anything, each in both languages. */
export function words({ status, confidence }) {
  const all = WORDS[status];
  return all?.[likelihood(confidence)] ?? all?.any ?? { badge: [status ?? "", ""] };
}

/** How likely the answer is right, as a reader is told; an estimate is never 0 or 100 %. */
export function percent(confidence) {
  return Math.min(Math.max(Math.round(confidence * 100), 1), 99);
}
