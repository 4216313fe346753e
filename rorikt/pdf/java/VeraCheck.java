import java.io.File;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

/**
 * Holds PDF files against standards: VeraCheck FLAVOUR,FLAVOUR FILE…
 *
 * Prints lines of fields with tabs between, which rorikt/verapdf.py reads:
 * «verdict, flavour, file, PASS | FAIL | ERROR, error» and under it, for each rule that failed,
 * «finding, clause, test, how often, message, where first».
 */
public class VeraCheck {
  private static final int FAILURES_KEPT_PER_RULE = 3;

  public static void main(String[] arguments) {
    LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    for (int index = 1; index < arguments.length; index++)
      for (String name : arguments[0].split(",")) check(arguments[index], name);
  }

  private static void check(String path, String name) {
    PDFAFlavour flavour = PDFAFlavour.byFlavourId(name);
    try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(path), flavour);
        PDFAValidator validator =
            Foundries.defaultInstance().createValidator(flavour, FAILURES_KEPT_PER_RULE, false, true, false)) {
      ValidationResult result = validator.validate(parser);
      print("verdict", name, path, result.isCompliant() ? "PASS" : "FAIL", "");
      List<Map.Entry<RuleId, Integer>> failed = new ArrayList<>(result.getFailedChecks().entrySet());
      failed.sort(Comparator.comparing((Map.Entry<RuleId, Integer> entry) -> entry.getKey().getClause())
          .thenComparing(entry -> entry.getKey().getTestNumber()));
      for (Map.Entry<RuleId, Integer> entry : failed) printFinding(result, entry.getKey(), entry.getValue());
    } catch (Throwable error) {
      print("verdict", name, path, "ERROR", error.toString());
    }
  }

  private static void printFinding(ValidationResult result, RuleId rule, int count) {
    String message = "", where = "";
    for (TestAssertion assertion : result.getTestAssertions())
      if (assertion.getRuleId().equals(rule) && assertion.getStatus() == TestAssertion.Status.FAILED) {
        message = assertion.getErrorMessage() != null ? assertion.getErrorMessage() : assertion.getMessage();
        where = assertion.getLocation().getContext();
        break;
      }
    print("finding", rule.getClause(), String.valueOf(rule.getTestNumber()), String.valueOf(count), message, where);
  }

  private static void print(String... fields) {
    for (int index = 0; index < fields.length; index++)
      fields[index] = String.valueOf(fields[index]).replaceAll("[\\t\\r\\n]+", " ");
    System.out.println(String.join("\t", fields));
  }
}
