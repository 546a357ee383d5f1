import java.io.FileInputStream;
import java.io.InputStream;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/**
 * Validates one PDF with veraPDF's engine: VeraPdf FLAVOUR PROFILE FILE.
 *
 * Prints tab-separated lines for tests/checkers.py: first "result", compliant (true
 * or false) and the number of assertions; then one "failure" line for each failed
 * assertion, with rule, message and place.
 */
public class VeraPdf {
    public static void main(String[] args) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.fromString(args[0]);
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        // The engine's own directory of profiles needs JAXB earlier than we have it.
        ValidationProfile profile;
        try (InputStream xml = VeraPdf.class.getClassLoader().getResourceAsStream(
                "org/verapdf/pdfa/validation/" + args[1] + ".xml")) {
            profile = Profiles.profileFromXml(xml);
        }
        try (InputStream pdf = new FileInputStream(args[2]);
                PDFAParser parser = Foundries.defaultInstance().createParser(pdf, flavour);
                PDFAValidator validator =
                        Foundries.defaultInstance().createValidator(profile, false)) {
            report(validator.validate(parser));
        }
    }

    private static void report(ValidationResult result) {
        print("result", result.isCompliant(), result.getTotalAssertions());
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                String rule = assertion.getRuleId().getClause()
                        + "-" + assertion.getRuleId().getTestNumber();
                Object place = assertion.getLocation() == null
                        ? "" : assertion.getLocation().getContext();
                print("failure", rule, assertion.getMessage(), place);
            }
        }
    }

    private static void print(Object... fields) {
        StringBuilder line = new StringBuilder();
        for (Object field : fields) {
            line.append(line.isEmpty() ? "" : "\t");
            line.append(String.valueOf(field).replaceAll("\\s+", " "));
        }
        System.out.println(line);
    }
}
