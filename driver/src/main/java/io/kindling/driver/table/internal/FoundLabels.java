package io.kindling.driver.table.internal;

import java.util.Map;
import java.util.Optional;

/**
 * What a scan found out about the labels beside their meaning.
 *
 * @param fraction a sentence about why labels that are written with decimals are numbers to predict, if they are
 * @param firstRows the first row of each class that has rows; empty if there are too many to know
 */
public record FoundLabels(Optional<String> fraction, Map<Integer, Long> firstRows) {
    public static final FoundLabels NONE = new FoundLabels(Optional.empty(), Map.of());
}
