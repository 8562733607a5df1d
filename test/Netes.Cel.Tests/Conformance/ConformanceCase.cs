using System.Globalization;
using System.Text;

namespace Netes.Cel.Tests.Conformance;

/// <summary>One case of cel-spec's conformance tests.</summary>
internal sealed class ConformanceCase(string file, string section, TextMessage test)
{
    public string Name => $"{file}/{section}/{test.Text("name")}";

    public string Expression => Utf8(test.Text("expr") ?? "");

    /// <summary>Why the case says nothing about Kubernetes' CEL; null when it applies.</summary>
    public string? NotApplicable
    {
        get
        {
            if (Expression.Contains("TestAllTypes", StringComparison.Ordinal) || Expression.Contains("google.protobuf.", StringComparison.Ordinal) && !Expression.Contains("type(", StringComparison.Ordinal)
                && Expression.Contains('{', StringComparison.Ordinal) || Expression.Contains("GlobalEnum", StringComparison.Ordinal) || Expression.Contains("NestedEnum", StringComparison.Ordinal))
                return "protobuf messages";
            if (test.Any((name, text) => name is "object_value" or "message_type" or "wrapper" or "enum_value")) return "protobuf messages";
            if (test.Any((name, _) => name == "function")) return "functions that only the test declares";
            return null;
        }
    }

    /// <summary>What is wrong; null when the case passes.</summary>
    public string? Run(CelEnvironment environment)
    {
        bool check = test.Text("disable_check") != "true";
        var variables = new DictionaryActivation();
        if (test.Text("container") is { } container) environment = environment.With(environment.Options with { Container = container });
        foreach (TextMessage declaration in test.Messages("type_env"))
        {
            if (declaration.Message("ident") is { } ident) environment = environment.With((declaration.Text("name")!, Type(ident.Message("type")!)));
        }
        foreach (TextMessage binding in test.Messages("bindings")) variables[binding.Text("key")!] = Value(binding.Message("value")!.Message("value")!);
        CelCompilation compiled = environment.Compile(Expression, check);
        bool wantsError = test.Has("eval_error") || test.Has("any_eval_errors");
        if (compiled.Program is null) return wantsError ? null : "does not compile: " + compiled.Errors;
        if (test.Message("typed_result")?.Message("deduced_type") is { } deduced && !compiled.Type.Equals(Type(deduced)))
            return $"type {compiled.Type}, wanted {Type(deduced)}";
        if (test.Text("check_only") == "true") return null;
        CelValue value = compiled.Program.Evaluate(variables).Value;
        if (wantsError) return value.IsError ? null : $"got {value} ({value.Kind}), wanted an error";
        TextMessage? wanted = test.Message("typed_result") is { } typed ? typed.Message("result") : test.Message("value");
        CelValue expected = wanted is null ? CelValue.True : Value(wanted);
        if (value.Kind == expected.Kind && (CelEquality.AreEqual(value, expected) || value.Kind == CelKind.Double && double.IsNaN(value.AsDouble) && double.IsNaN(expected.AsDouble))) return null;
        return $"got {value} ({value.Kind}), wanted {expected} ({expected.Kind})";
    }

    private static string Utf8(string latin) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin));

    private static CelValue Value(TextMessage message)
    {
        (string name, string? text, TextMessage? inner) = message.Fields[0];
        switch (name)
        {
            case "null_value": return CelValue.Null;
            case "bool_value": return CelValue.Bool(text == "true");
            case "int64_value": return CelValue.Int(long.Parse(text!, CultureInfo.InvariantCulture));
            case "uint64_value": return CelValue.Uint(ulong.Parse(text!, CultureInfo.InvariantCulture));
            case "double_value":
                return CelValue.Double(text switch
                {
                    "inf" or "Infinity" => double.PositiveInfinity,
                    "-inf" or "-Infinity" => double.NegativeInfinity,
                    "nan" or "NaN" => double.NaN,
                    _ => double.Parse(text!, CultureInfo.InvariantCulture),
                });
            case "string_value": return CelValue.String(Utf8(text!));
            case "bytes_value": return CelValue.Bytes(Encoding.Latin1.GetBytes(text!));
            case "type_value": return CelValue.Type(CelEnvironment.Standard.FindTypeName(text!) ?? CelType.Opaque(text!));
            case "list_value": return CelValue.List([.. inner!.Messages("values").Select(Value)]);
            case "map_value":
                var map = new CelDictionary();
                foreach (TextMessage entry in inner!.Messages("entries")) map.TryAdd(Value(entry.Message("key")!), Value(entry.Message("value")!));
                return CelValue.Map(map);
            default: throw new NotSupportedException(name);
        }
    }

    private static CelType Type(TextMessage message)
    {
        (string name, string? text, TextMessage? inner) = message.Fields[0];
        return (name, text) switch
        {
            ("primitive", "BOOL") => CelType.Bool,
            ("primitive", "INT64") => CelType.Int,
            ("primitive", "UINT64") => CelType.Uint,
            ("primitive", "DOUBLE") => CelType.Double,
            ("primitive", "STRING") => CelType.String,
            ("primitive", "BYTES") => CelType.Bytes,
            ("well_known", "DURATION") => CelType.Duration,
            ("well_known", "TIMESTAMP") => CelType.Timestamp,
            ("well_known", _) or ("dyn", _) => CelType.Dyn,
            ("null", _) => CelType.Null,
            ("type", _) => inner!.Fields.Count == 0 ? CelType.AnyType : CelType.TypeOf(Type(inner)),
            ("list_type", _) => CelType.List(inner!.Message("elem_type") is { } element ? Type(element) : CelType.Dyn),
            ("map_type", _) => CelType.Map(Type(inner!.Message("key_type")!), Type(inner.Message("value_type")!)),
            ("abstract_type", _) => CelType.Opaque(inner!.Text("name")!, [.. inner.Messages("parameter_types").Select(Type)]),
            ("type_param", _) => CelType.Parameter(text!),
            _ => throw new NotSupportedException($"{name} {text}"),
        };
    }
}
