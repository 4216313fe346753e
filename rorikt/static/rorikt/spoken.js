// What a person says who reads Norwegian aloud: figures, dates, sections of law and short forms as words.
// Pure functions over text, the same for a paper, an attachment and a page kept for reading without a network.
// `Spoken.text(text)`, `Spoken.number(whole)`, `Spoken.sentences(text)`.

globalThis.Spoken = (() => {
  const SPACE = "[ \\u00a0\\u202f\\u2009]";
  const SMALL = [
    "null", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv", "tretten",
    "fjorten", "femten", "seksten", "sytten", "atten", "nitten",
  ];
  const TENS = ["", "", "tjue", "tretti", "førti", "femti", "seksti", "sytti", "åtti", "nitti"];
  const ORDINALS = [
    "", "første", "andre", "tredje", "fjerde", "femte", "sjette", "sjuende", "åttende", "niende", "tiende", "ellevte",
    "tolvte", "trettende", "fjortende", "femtende", "sekstende", "syttende", "attende", "nittende", "tjuende",
  ];
  const MONTHS = [
    "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember",
  ];
  const LARGE = [[1e9, "én milliard", "milliarder"], [1e6, "én million", "millioner"], [1e3, "ett tusen", "tusen"]];
  const LONGEST = 12; // digits; a longer number is told digit by digit

  // A whole number from 0 in words.
  const number = (whole) => {
    if (whole < 20) return SMALL[whole];
    if (whole < 100) return TENS[Math.floor(whole / 10)] + (whole % 10 ? SMALL[whole % 10] : "");
    if (whole < 1000) {
      const hundreds = whole < 200 ? "ett hundre" : `${SMALL[Math.floor(whole / 100)]} hundre`;
      return whole % 100 ? `${hundreds} og ${number(whole % 100)}` : hundreds;
    }
    const [size, one, many] = LARGE.find(([least]) => whole >= least);
    const count = Math.floor(whole / size);
    const rest = whole % size;
    const said = count === 1 ? one : `${number(count)} ${many}`;
    if (!rest) return said;
    return `${said}${rest < 100 ? " og " : " "}${number(rest)}`;
  };

  const digits = (text) => [...text].filter((letter) => /\d/.test(letter)).map((digit) => SMALL[digit]).join(" ");

  // "1 937 782", "004" or "12" in words, whatever spaces it has.
  const whole = (text) => {
    const bare = text.replace(/\D/g, "");
    return bare.length > LONGEST || (bare.length > 1 && bare[0] === "0") ? digits(bare) : number(Number(bare));
  };

  // What stands after the comma: "31" is thirty-one, "05" and "125" are told digit by digit.
  const decimals = (text) => (text.length < 3 && text[0] !== "0" ? number(Number(text)) : digits(text));

  // "2,31" or "1 500".
  const amount = (text) => {
    const [before, after] = text.split(",");
    return after ? `${whole(before)} komma ${decimals(after)}` : whole(before);
  };

  const year = (text) => {
    const value = Number(text);
    const [century, rest] = [Math.floor(value / 100), value % 100];
    if (value >= 2000 && value < 2010) return number(value);
    if (!rest) return value === 2000 ? number(value) : `${number(century)} hundre`;
    return rest < 10 ? `${number(century)} hundre og ${number(rest)}` : `${number(century)} ${number(rest)}`;
  };

  const ordinal = (value) => {
    if (value <= 20) return ORDINALS[value];
    return value === 30 ? "trettiende" : `${TENS[Math.floor(value / 10)]}${ORDINALS[value % 10]}`;
  };

  const clock = (hour, minute) => {
    if (!minute || Number(minute) === 0) return number(Number(hour));
    return `${number(Number(hour))} ${Number(minute) < 10 ? `null ${number(Number(minute))}` : number(Number(minute))}`;
  };

  const isDay = (day) => day >= 1 && day <= 31;
  const date = (all, day, month, ofYear) => {
    if (!isDay(Number(day)) || !MONTHS[month - 1]) return all;
    return `${ordinal(Number(day))} ${MONTHS[month - 1]}${ofYear ? ` ${year(ofYear)}` : ""}`;
  };

  const kroner = (before, after) => {
    const ore = after && /^\d\d$/.test(after) && Number(after) ? `${number(Number(after))} øre` : "";
    if (after && !/^\d\d$/.test(after)) return `${amount(`${before},${after}`)} kroner`;
    if (ore && Number(before.replace(/\D/g, "")) === 0) return ore;
    const crowns = `${whole(before)} ${whole(before) === "én" ? "krone" : "kroner"}`;
    return ore ? `${crowns} og ${ore}` : crowns;
  };

  const scaled = (value, scale) => {
    const [one, many] = { mill: ["million", "millioner"], mrd: ["milliard", "milliarder"] }[scale.toLowerCase().slice(0, scale.length > 3 ? 4 : 3)];
    return value === "1" ? `én ${one}` : `${amount(value)} ${many}`;
  };

  const N = `\\d{1,3}(?:${SPACE}\\d{3})+|\\d+`; // a whole number, with or without its spaces
  const START = "(?<![\\p{L}\\d])";
  const END = "(?![\\p{L}\\d])";
  const at = (pattern, flags = "giu") => new RegExp(pattern, flags);

  // Whether a full stop before this place ends a sentence.
  const isEnd = (written, place) => /^(\s*$|\s+\p{Lu})/u.test(written.slice(place));

  // Short forms; those that may end a sentence keep its full stop there.
  const SHORT = {
    "f.eks.": "for eksempel", "bl.a.": "blant annet", "m.a.": "mellom annet", "t.o.m.": "til og med", "f.o.m.": "fra og med",
    "m.m.": "med mer", "m.v.": "med videre", "mv.": "med videre", "o.l.": "og lignende", "osv.": "og så videre",
    "dvs.": "det vil si", "evt.": "eventuelt", "jf.": "jamfør", "jfr.": "jamfør", "vedr.": "vedrørende", "ang.": "angående",
    "pga.": "på grunn av", "ift.": "i forhold til", "mht.": "med hensyn til", "iht.": "i henhold til", "hhv.": "henholdsvis",
    "ca.": "cirka", "nr.": "nummer", "kap.": "kapittel", "pkt.": "punkt", "pst.": "prosent", "stk.": "stykker", "mnd.": "måneder",
    "avd.": "avdeling", "tlf.": "telefon", "eks.": "eksempel", "ekskl.": "uten", "eksl.": "uten", "inkl.": "med",
    "mva.": "merverdiavgift", "mva": "merverdiavgift", "mill.": "millioner", "mrd.": "milliarder", "kr.": "kroner", "kr": "kroner",
    "kl.": "klokken", "tom.": "til og med", "fom.": "fra og med", "sml.": "sammenlignet med", "s.k.": "såkalt", "resp.": "respektive",
    "gj.snitt": "gjennomsnitt", "gj.sn.": "gjennomsnittlig", "tils.": "tilsammen", "ev.": "eventuelt", "dok.": "dokument",
    "komm.": "kommune", "fylkeskomm.": "fylkeskommune",
  };
  const ENDING = new Set(["m.m.", "m.v.", "mv.", "o.l.", "osv.", "pst.", "stk.", "mnd.", "mva.", "mill.", "mrd.", "kr.", "komm."]);
  const SIGNS = [
    ["%-poeng", " prosentpoeng"], ["%", " prosent"], ["‰", " promille"], ["&", " og "], ["≥", " minst "], ["≤", " høyst "], ["=", " er lik "],
    ["×", " ganger "], ["→", " til "], ["m²", " kvadratmeter"], ["m³", " kubikkmeter"], ["°C", " grader"], ["§§", " paragrafene "],
    ["§", " paragraf "], ["±", " pluss minus "], ["·", ", "], ["•", ", "],
  ];

  // In this order: what is longer or more certain comes first, and no rule meets a digit that another has said.
  const RULES = [
    // Cases, years over two, and dates
    [at(`${START}((?:19|20)\\d\\d)/([A-Z]+)(\\d+)-(\\d+)${END}`), (_, of, mark, meeting, sequence) => `${year(of)} ${mark} ${number(Number(meeting))}, nummer ${number(Number(sequence))}`],
    [at(`${START}((?:19|20)\\d\\d)/([A-Z]+)(\\d+)${END}`), (_, of, mark, meeting) => `${year(of)} ${mark} ${number(Number(meeting))}`],
    [at(`${START}((?:19|20)\\d\\d)/(\\d\\d)${END}`), (_, first, last) => `${year(first)} til ${number(Number(last))}`],
    [at(`${START}((?:19|20)\\d\\d)/(\\d+)(?:-(\\d+))?${END}`), (_, of, count, part) => `${year(of)} skråstrek ${whole(count)}${part ? ` strek ${whole(part)}` : ""}`],
    [at(`${START}(\\d{4})-(\\d\\d)-(\\d\\d)${END}`), (all, of, month, day) => date(all, day, Number(month), of)],
    [at(`${START}(\\d{1,2})\\.${SPACE}?(\\d{1,2})\\.${SPACE}?(\\d{4})${END}`), (all, day, month, of) => date(all, day, Number(month), of)],
    [at(`${START}(\\d\\d)\\.(\\d\\d)\\.(?!\\d)`), (all, day, month) => date(all, day, Number(month))],
    [at(`${START}(\\d{1,2})\\.${SPACE}?[–-]${SPACE}?(?=\\d{1,2}\\.${SPACE}?\\p{Ll})`), (all, day) => (isDay(Number(day)) ? `${ordinal(Number(day))} til ` : all)],
    [at(`${START}(\\d{1,2})\\.(?=${SPACE}\\p{Ll})`, "gu"), (all, value) => (isDay(Number(value)) ? ordinal(Number(value)) : all)],
    // The clock
    [at(`${START}kl(?:\\.|okka|okken)?${SPACE}*(\\d{1,2})(?:[.:](\\d\\d))?${SPACE}?[–-]${SPACE}?(\\d{1,2})(?:[.:](\\d\\d))?${END}`), (_, from, past, to, over) => `klokken ${clock(from, past)} til ${clock(to, over)}`],
    [at(`${START}kl(?:\\.|okka|okken)?${SPACE}*(\\d{1,2})(?:[.:](\\d\\d))?${END}`), (_, hour, minute) => `klokken ${clock(hour, minute)}`],
    [at(`${START}(\\d{1,2}):(\\d\\d)${END}`), (_, hour, minute) => clock(hour, minute)],
    // The law
    [at(`(§§?)${SPACE}*(\\d+)${SPACE}?[-–]${SPACE}?(\\d+)`), (_, sign, chapter, section) => `${sign === "§§" ? "paragrafene" : "paragraf"} ${number(Number(chapter))} ${number(Number(section))}`],
    // Below nothing, and from one to another
    [at(`(?<=^|[\\s(«"])[−–-](?=${SPACE}?\\d)`), () => "minus "],
    [at(`(?<=^|[\\s(«"])\\+(?=${SPACE}?\\d)`), () => "pluss "],
    [at(`(?<=\\d|%|\\.)${SPACE}?–${SPACE}?(?=\\d)`), () => " til "],
    [at(`(?<=${START}\\d+)-(?=\\d+${END})`), () => " til "],
    // Money, then what is counted in millions
    [at(`${START}(?:kr|nok)\\.?${SPACE}*(${N})(?:,(\\d+|-))?${SPACE}?(mill|mrd|million(?:er)?|milliard(?:er)?)\\.?${END}`), (_, value, after, scale) => `${scaled(after ? `${value},${after}` : value, scale.startsWith("millia") ? "mrd" : scale.slice(0, 4))} kroner`],
    [at(`${START}(?:kr|nok)\\.?${SPACE}*(${N})(?:,(\\d+|-))?(?!\\d)`), (_, value, after) => kroner(value, after === "-" ? "" : after)],
    [at(`${START}(${N})(?:,(\\d+))?${SPACE}?(mill|mrd)\\.?${SPACE}?(?:kr|kroner|nok)${END}`), (_, value, after, scale) => `${scaled(after ? `${value},${after}` : value, scale)} kroner`],
    [at(`${START}(${N})(?:,(\\d+))?${SPACE}?(mill|mrd)(?:\\.|${END})`), (all, value, after, scale, place, written) => `${scaled(after ? `${value},${after}` : value, scale)}${all.endsWith(".") && isEnd(written, place + all.length) ? "." : ""}`],
    [at(`${START}(${N})(?:,(\\d+|-))?${SPACE}?(?:kr|kroner?|nok)/`), (_, value, after) => `${kroner(value, after === "-" ? "" : after)} per `],
    [at(`${START}(${N})(?:,(\\d+|-))?${SPACE}?(?:kr|kroner?|nok)${END}`), (_, value, after) => kroner(value, after === "-" ? "" : after)],
    [at(`${START}kr/`), () => "kroner per "],
    [at(`(?<=per )mnd\\.?${END}`), () => "måned"],
    [at(`${START}(${N}),-`), (_, value) => kroner(value)],
    // Telephones, decimals, numbers of sections, years, and all other numbers
    [at(`${START}(\\d\\d)${SPACE}(\\d\\d)${SPACE}(\\d\\d)${SPACE}(\\d\\d)${END}`), (_, ...pairs) => pairs.slice(0, 4).map((pair) => whole(pair)).join(" ")],
    [at(`(?<!\\d)(${N}),(\\d+)(?!\\d)`), (_, value, after) => amount(`${value},${after}`)],
    [at(`(?<!\\d)(\\d+(?:\\.\\d+)+)(?!\\d)`), (_, value) => value.split(".").map((part) => whole(part)).join(" punkt ")],
    [at(`${START}((?:19|20)\\d\\d)${END}`), (_, value) => year(value)],
    [at(`(?<=\\p{L})-(\\d+)`), (_, value) => ` ${whole(value)}`],
    [at(`(?<=\\p{L})(\\d+)`), (_, value) => ` ${whole(value)}`],
    [at(`(${N})(?=\\p{L})`), (_, value) => `${whole(value)} `],
    [at(`(?<!\\d)(${N})(?!\\d)`), (_, value) => whole(value)],
  ];

  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const shortForms = Object.keys(SHORT).sort((one, other) => other.length - one.length);
  const SHORT_FORMS = at(`(?<![\\p{L}.])(${shortForms.map(escaped).join("|")})(?!\\p{L})`);

  const text = (written) => {
    let said = written.replace(/\u00ad/g, "");
    for (const [pattern, say] of RULES) said = said.replace(pattern, say);
    said = said.replace(SHORT_FORMS, (_, short, place, all) => {
      const key = short.toLowerCase();
      return `${SHORT[key]}${ENDING.has(key) && isEnd(all, place + short.length) ? "." : ""}`;
    });
    for (const [sign, words] of SIGNS) said = said.replaceAll(sign, words);
    said = said.replace(/(\p{L})\/(?=\p{L})/gu, "$1 ");
    return said.replace(/\s+/g, " ").replace(/ ([,.;:!?)])/g, "$1").trim();
  };

  // What is said without a pause for breath: some voices stop in the middle of more than two hundred letters.
  const sentences = (written) => {
    const found = text(written).match(/[^.!?;:]+[.!?;:]*["»)]*\s*/g) ?? [];
    return found.flatMap((sentence) => inPieces(sentence.trim())).filter(Boolean);
  };

  const inPieces = (sentence) => {
    if (sentence.length <= 200) return [sentence];
    const cut = Math.max(sentence.lastIndexOf(", ", 200), 0) || Math.max(sentence.lastIndexOf(" ", 200), 0) || 199;
    return [sentence.slice(0, cut + 1).trim(), ...inPieces(sentence.slice(cut + 1).trim())];
  };

  return { text, number, sentences };
})();
