package io.kindling.driver.internal.run;

import io.kindling.driver.internal.dataset.DataSource;
import io.kindling.driver.table.Columns;
import io.kindling.driver.table.Labels;
import io.kindling.io.Location;
import io.kindling.program.BuiltProgram;

/**
 * A saved model, and what must be known of it to predict the rows of a table.
 *
 * @param program the model's program, with its weights
 * @param labels the meaning of the classes
 * @param columns the columns that it was trained on; {@link Columns#ALL} if it was not trained on a table
 */
public record TrainedModel(BuiltProgram program, Labels labels, Columns columns) {
    /** @throws io.kindling.io.ModelException if the folder is missing or damaged */
    public static TrainedModel read(Location folder) {
        SavedModels saved = SavedModels.read(folder);
        BuiltProgram program = BuiltProgram.of(saved.program(UnrecordedProgram.NONE));
        saved.load(program);
        Columns columns = saved.recorded()
                .map(made -> DataSource.from(made.data()).columns())
                .orElse(Columns.ALL);
        return new TrainedModel(program, saved.labels(program.spec().data()), columns);
    }
}
