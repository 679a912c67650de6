package io.kindling.driver.table;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;

/** Where the order of a table's rows comes from. */
final class RowOrder {
    private RowOrder() {}

    /**
     * Whether the rows are some of those in files, unmoved: then the files give their order. Otherwise the partitions do, as
     * after a sort.
     */
    static boolean isOfFiles(Dataset<Row> table) {
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
