using System.Text;
using System.Text.RegularExpressions;
using Netes.Api.ResourceV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Resource;

/// <summary>A device's attribute has one value or one list of values, of one type.</summary>
internal static partial class DeviceAttributeRules
{
    private const int ValueMaxBytes = 64;

    // https://semver.org/spec/v2.0.0.html
    [GeneratedRegex(@"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ECMAScript, 1000)]
    private static partial Regex SemanticVersion();

    /// <summary>How many values it counts for.</summary>
    public static int Values(DeviceAttribute a)
    {
        var listed = (a.Bools?.Count ?? 0) + (a.Ints?.Count ?? 0) + (a.Strings?.Count ?? 0) + (a.Versions?.Count ?? 0);
        return listed == 0 ? 1 : listed;
    }

    public static void Validate(ErrorList errors, DeviceAttribute a, FieldPath path)
    {
        var set = 0;
        if (a.Bool is not null) set++;
        if (a.Int is not null) set++;
        if (a.String is { } text)
        {
            set++;
            Length(errors, text, path.Child("string"));
        }
        if (a.Version is { } version)
        {
            set++;
            Version(errors, version, path.Child("version"));
        }
        if (Listed(errors, a.Bools, path.Child("bools"))) set++;
        if (Listed(errors, a.Ints, path.Child("ints"))) set++;
        if (Listed(errors, a.Strings, path.Child("strings"))) set++;
        for (var i = 0; i < (a.Strings?.Count ?? 0); i++) Length(errors, a.Strings![i], path.Child("strings").Index(i));
        if (Listed(errors, a.Versions, path.Child("versions"))) set++;
        for (var i = 0; i < (a.Versions?.Count ?? 0); i++) Version(errors, a.Versions![i], path.Child("versions").Index(i));
        if (set != 1) errors.Add(FieldError.Invalid(path, set == 0 ? "" : Text(a), "exactly one value must be specified"));
    }

    private static bool Listed<T>(ErrorList errors, List<T>? list, FieldPath path)
    {
        if (list is { Count: 0 }) errors.Add(FieldError.Invalid(path, list, "must not be empty if specified"));
        return list is not null;
    }

    private static void Length(ErrorList errors, string value, FieldPath path)
    {
        if (Encoding.UTF8.GetByteCount(value) > ValueMaxBytes) errors.Add(FieldError.TooLong(path, ValueMaxBytes));
    }

    private static void Version(ErrorList errors, string value, FieldPath path)
    {
        if (!SemanticVersion().IsMatch(value))
            errors.Add(FieldError.Invalid(path, value, "must be a string compatible with semver.org spec 2.0.0"));
        Length(errors, value, path);
    }

    private static object Text(DeviceAttribute a) => new GoStruct().Add("IntValue", a.Int).Add("BoolValue", a.Bool)
        .Add("StringValue", a.String).Add("VersionValue", a.Version).Add("IntValues", a.Ints).Add("BoolValues", a.Bools)
        .Add("StringValues", a.Strings).Add("VersionValues", a.Versions).Text;
}
