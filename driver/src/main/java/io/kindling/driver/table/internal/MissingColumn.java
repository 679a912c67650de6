package io.kindling.driver.table.internal;

import io.kindling.config.DidYouMean;
import io.kindling.data.DataException;
import java.util.Collection;
import java.util.List;

/** What to say of a column that a table does not have: it may be misspelled, or the table is read in a wrong way. */
public final class MissingColumn {
    /** What is between values in place of commas. */
    private static final List<String> DELIMITERS = List.of(";", "\t", "|");

    private MissingColumn() {}

    /**
     * Returns the exception.
     *
     * @param role what the column is for
     * @param table the table's name
     * @param names the table's columns
     * @param csv whether the names are a line of CSV
     */
    public static DataException of(String column, String role, String table, Collection<String> names, boolean csv) {
        String remedy = csv ? remedy(names) : "";
        return new DataException("Cannot find column '" + column + "' for " + role + " in " + table + ": it has "
                + String.join(", ", names)
                + (remedy.isEmpty()
                        ? DidYouMean.to(column, names)
                                .map(near -> ". Did you mean " + near + "?")
                                .orElse(".")
                        : "." + remedy));
    }

    /** Returns a sentence, after a space, about how to read a CSV table whose columns have such names; else nothing. */
    public static String remedy(Collection<String> names) {
        if (names.size() == 1) {
            String only = names.iterator().next();
            for (String delimiter : DELIMITERS) {
                if (only.contains(delimiter)) {
                    String typed = delimiter.replace("\t", "\\t");
                    return " Its only column has '" + typed + "' in its name: if that is between values, set"
                            + " --delimiter '" + typed + "'.";
                }
            }
        }
        long numbers =
                names.stream().filter(name -> RowReader.number(name) != null).count();
        return 2 * numbers > names.size()
                ? " Most of these names are numbers: if the first line is a row, set --no-header, and --columns to the"
                        + " names."
                : "";
    }
}
