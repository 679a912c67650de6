package io.kindling.driver.table.internal;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;

/** Finds out what defines the order of a table's rows. */
public final class RowOrder {
    private RowOrder() {}

    /**
     * Returns whether the rows are read from files without being reordered, so that the files define their order. Otherwise, as
     * after a sort, the partitions do.
     */
    public static boolean isOfFiles(Dataset<Row> table) {
        return isOfFiles(table.queryExecution().analyzed());
    }

    private static boolean isOfFiles(LogicalPlan plan) {
        if (plan instanceof LogicalRelation relation) {
            return relation.relation() instanceof HadoopFsRelation;
        }
        boolean keepsRowsInPlace = plan instanceof Project
                || plan instanceof Filter
                || plan instanceof SubqueryAlias
                || plan instanceof View;
        return keepsRowsInPlace && isOfFiles(plan.children().head());
    }
}
