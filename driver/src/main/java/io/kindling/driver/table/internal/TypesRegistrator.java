package io.kindling.driver.table.internal;

import com.esotericsoftware.kryo.Kryo;
import java.util.List;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.VarcharType;
import org.apache.spark.sql.types.YearMonthIntervalType;

/**
 * Registers the classes that Spark SQL sends through Kryo when it infers the column types of a table, but does not register
 * itself.
 */
public final class TypesRegistrator implements KryoRegistrator {
    private static final List<String> SPARK_ML = List.of(
            "org.apache.spark.ml.linalg.VectorUDT",
            "org.apache.spark.ml.linalg.MatrixUDT",
            "org.apache.spark.mllib.linalg.VectorUDT",
            "org.apache.spark.mllib.linalg.MatrixUDT");

    @Override
    public void registerClasses(Kryo kryo) {
        kryo.register(StructType.class);
        kryo.register(StructType[].class);
        kryo.register(StructField.class);
        kryo.register(StructField[].class);
        kryo.register(Metadata.class);
        List.of(Metadata[].class, String[].class, long[].class, double[].class, boolean[].class)
                .forEach(kryo::register);
        kryo.register(ArrayType.class);
        kryo.register(MapType.class);
        kryo.register(DecimalType.class);
        List.of(
                        DataTypes.NullType,
                        DataTypes.BooleanType,
                        DataTypes.ByteType,
                        DataTypes.ShortType,
                        DataTypes.IntegerType,
                        DataTypes.LongType,
                        DataTypes.FloatType,
                        DataTypes.DoubleType,
                        DataTypes.StringType,
                        DataTypes.BinaryType,
                        DataTypes.CalendarIntervalType,
                        DataTypes.DateType,
                        DataTypes.TimestampType,
                        DataTypes.TimestampNTZType)
                .forEach(type -> kryo.register(type.getClass()));
        kryo.register(VarcharType.class);
        kryo.register(CharType.class);
        kryo.register(YearMonthIntervalType.class);
        kryo.register(DayTimeIntervalType.class);
        SPARK_ML.forEach(name -> registerIfThere(kryo, name));
    }

    /** Registers a class if it is on the class path: Spark ML is a separate module. */
    private static void registerIfThere(Kryo kryo, String name) {
        try {
            kryo.register(Class.forName(name, false, Thread.currentThread().getContextClassLoader()));
        } catch (ClassNotFoundException absent) {
            // Without Spark ML, columns of vectors and matrices have the types in which they are stored.
        }
    }
}
