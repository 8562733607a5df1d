using System.Globalization;
using System.Text.Json;

namespace Netes.Api;

/// <summary>A number or a string, such as a port by number or by name, or a count or a percentage.</summary>
public readonly struct IntOrString : IEquatable<IntOrString>
{
    public IntOrString(int value) => IntValue = value;

    public IntOrString(string value) => StringValue = value;

    public int IntValue { get; }

    /// <summary>The string; null when this is a number.</summary>
    public string? StringValue { get; }

    public bool IsString => StringValue is not null;

    public static implicit operator IntOrString(int value) => new(value);

    public static implicit operator IntOrString(string value) => new(value);

    public void WriteJson(Utf8JsonWriter writer)
    {
        if (StringValue is null) writer.WriteNumberValue(IntValue);
        else writer.WriteStringValue(StringValue);
    }

    public bool Equals(IntOrString other) => IntValue == other.IntValue && StringValue == other.StringValue;

    public override bool Equals(object? obj) => obj is IntOrString other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(IntValue, StringValue);

    public static bool operator ==(IntOrString a, IntOrString b) => a.Equals(b);

    public static bool operator !=(IntOrString a, IntOrString b) => !a.Equals(b);

    public override string ToString() => StringValue ?? IntValue.ToString(CultureInfo.InvariantCulture);
}
