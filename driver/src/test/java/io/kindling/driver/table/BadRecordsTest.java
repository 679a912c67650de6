package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BadRecordsTest {
    @Test
    void most_isANumberOfRowsOrWithAPointAFraction() {
        assertThat(BadRecords.Most.parse("10")).isEqualTo(new BadRecords.Count(10));
        assertThat(BadRecords.Most.parse("0.5")).isEqualTo(new BadRecords.Fraction(0.5));
        assertThat(BadRecords.Most.parse("1")).isEqualTo(new BadRecords.Count(1));
        assertThat(BadRecords.Most.parse("1.0")).isEqualTo(new BadRecords.Fraction(1));
        for (String wrong : new String[] {"-1", "1.5", "5%", "", "99999999999999999999"}) {
            assertThatThrownBy(() -> BadRecords.Most.parse(wrong))
                    .hasMessage("Invalid max-bad-records: " + wrong
                            + " (a number of rows, or a fraction from 0.0 to 1.0 of all rows)");
        }
    }

    @Test
    void requireFew_underFailNamesTheFirstAndHowManyOfHowMany() {
        assertThatCode(() -> BadRecords.FAIL.requireFew(0, 10, "t.csv", "none")).doesNotThrowAnyException();
        assertThatThrownBy(() -> BadRecords.FAIL.requireFew(3, 10, "t.csv", "Invalid row in row 2 of t.csv: 'x'"))
                .hasMessage("Invalid row in row 2 of t.csv: 'x'. 3 of 10 rows are bad records, and this is the first."
                        + " To go on without them, set --bad-records to drop or quarantine.");
    }

    @Test
    void requireFew_underDropAllowsUpToTheMost() {
        BadRecords drop = new BadRecords(BadRecords.Policy.named("drop"), new BadRecords.Count(3));
        assertThatCode(() -> drop.requireFew(3, 10, "t.csv", "first")).doesNotThrowAnyException();
        assertThatThrownBy(() -> drop.requireFew(4, 10, "t.csv", "first"))
                .hasMessage("Cannot use t.csv: 4 of 10 rows are bad records, more than --max-bad-records 3 allows."
                        + " The first: first.");
    }
}
