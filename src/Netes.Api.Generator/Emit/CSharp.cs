using System.Collections.Generic;
using System.Text;
using Netes.Api.Generator.Definitions;

namespace Netes.Api.Generator.Emit;

/// <summary>How a field looks in C#.</summary>
internal static class CSharp
{
    public static string Element(Field f)
    {
        switch (f.Shape)
        {
            case Shape.String: return "string";
            case Shape.Int32: return "int";
            case Shape.Int64: return "long";
            case Shape.Bool: return "bool";
            case Shape.Double: return "double";
            case Shape.Bytes: return "byte[]";
            case Shape.Time:
            case Shape.MicroTime: return "global::System.DateTime";
            case Shape.Duration: return "global::System.TimeSpan";
            case Shape.Quantity: return "global::Netes.Api.Quantity";
            case Shape.IntOrString: return "global::Netes.Api.IntOrString";
            case Shape.Raw:
            case Shape.FieldsV1:
            case Shape.Json:
            case Shape.Any: return "global::Netes.Api.RawJson";
            case Shape.StringList: return "global::System.Collections.Generic.List<string>";
            default: return "global::" + f.Struct!.FullName;
        }
    }

    /// <summary>Value types whose absence Go writes as the zero value and C# as null.</summary>
    public static bool NullWhenAbsent(Field f) =>
        f.Shape == Shape.Time || f.Shape == Shape.MicroTime || IsRaw(f);

    public static bool IsRaw(Field f) =>
        f.Shape == Shape.Raw || f.Shape == Shape.FieldsV1 || f.Shape == Shape.Json || f.Shape == Shape.Any;

    public static string Type(Field f)
    {
        string e = Element(f);
        switch (f.Wrap)
        {
            case Wrap.List: return "global::System.Collections.Generic.List<" + e + ">?";
            case Wrap.Map: return "global::System.Collections.Generic.Dictionary<string, " + e + ">?";
            case Wrap.Pointer: return e + "?";
            default:
                if (NullWhenAbsent(f) || f.Shape == Shape.Bytes || f.Shape == Shape.StringList) return e + "?";
                return e;
        }
    }

    public static string Initializer(Field f)
    {
        if (f.Wrap != Wrap.None) return "";
        if (f.Shape == Shape.String) return " = \"\";";
        if (f.Shape == Shape.Struct) return " = new();";
        return "";
    }

    /// <summary>The name of a constant for a string value: <c>digital signature</c> → <c>DigitalSignature</c>.</summary>
    public static string ConstantName(string value, HashSet<string> taken, string owner)
    {
        var name = new StringBuilder();
        bool upper = true;
        foreach (char c in value)
        {
            if (char.IsLetterOrDigit(c) && c < 128)
            {
                name.Append(upper ? char.ToUpperInvariant(c) : c);
                upper = false;
            }
            else
            {
                if (c == '+') name.Append("Plus");
                if (c == '-' && value.StartsWith("SIG", System.StringComparison.Ordinal)) name.Append("Minus");
                upper = true;
            }
        }
        if (name.Length == 0) name.Append("Empty");
        if (char.IsDigit(name[0])) name.Insert(0, '_');
        string result = name.ToString();
        if (result == owner) result += "Value";
        while (!taken.Add(result)) result += "_";
        return result;
    }
}
