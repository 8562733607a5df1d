using Netes.Api;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation;

/// <summary>
/// Prints a value as the API server prints the structures that it uses inside: JSON with Go's field names. A few messages
/// show such a value, and clients' tests compare them.
/// </summary>
internal sealed class GoStruct
{
    private readonly List<string> fields = [];

    public JsonText Text => new("{" + string.Join(",", fields) + "}");

    public GoStruct Add(string name, object? value)
    {
        fields.Add(GoValue.JsonString(name) + ":" + (value is string s ? GoValue.JsonString(s) : GoValue.Format(value)));
        return this;
    }

    public GoStruct AddIntOrString(string name, IntOrString? value) => Add(name, Plain(value));

    /// <summary>The number or the string that it holds.</summary>
    public static object? Plain(IntOrString? value) => value is not { } v ? null : v.IsString ? v.ToString() : v.IntValue;
}
