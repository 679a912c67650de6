package io.kindling.driver.table;

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

/** What Spark SQL sends through Kryo where it finds out the types of a table's columns, and does not register by itself. */
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

    /** Spark ML is a module of its own. */
    private static void registerIfThere(Kryo kryo, String name) {
        try {
            kryo.register(Class.forName(name, false, Thread.currentThread().getContextClassLoader()));
        } catch (ClassNotFoundException absent) {
            // Then no table's type is of that class: its columns have the types in which it is stored.
        }
    }
}
