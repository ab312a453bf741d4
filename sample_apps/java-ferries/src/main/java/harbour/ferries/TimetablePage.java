package harbour.ferries;

import java.io.IOException;
import java.util.stream.Collectors;

/** The page, from a template with one place for the rows. */
record TimetablePage(String template) {
    private static final String FILE = "/page.html";
    private static final String ROWS = "<!-- rows -->";

    static TimetablePage read() throws IOException {
        return new TimetablePage(Resource.text(FILE));
    }

    String show(Timetable timetable) {
        return template.replace(
                ROWS, timetable.departures().stream().map(TimetablePage::row).collect(Collectors.joining("\n")));
    }

    private static String row(Departure departure) {
        return String.format(
                "      <tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>",
                departure.time(), escaped(departure.destination()), escaped(departure.pier()), escaped(departure.ship()));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
