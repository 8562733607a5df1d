using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>Paths inside volumes and containers.</summary>
internal static class PathRules
{
    public const string BackStep = "must not contain '..'";

    /// <summary>A relative path that stays below where it starts.</summary>
    public static void LocalDescending(ErrorList errors, string value, FieldPath path)
    {
        if (value.StartsWith('/')) errors.Add(FieldError.Invalid(path, value, "must be a relative path"));
        NoBackSteps(errors, value, path);
    }

    public static void NoBackSteps(ErrorList errors, string value, FieldPath path)
    {
        if (ValueRules.HasDotDotStep(value)) errors.Add(FieldError.Invalid(path, value, BackStep));
    }

    /// <summary>As <see cref="LocalDescending"/>, and not a name that the kubelet keeps for itself.</summary>
    public static void LocalNonReserved(ErrorList errors, string value, FieldPath path)
    {
        LocalDescending(errors, value, path);
        if (value.StartsWith("..", StringComparison.Ordinal) && !value.StartsWith("../", StringComparison.Ordinal) && value != "..")
            errors.Add(FieldError.Invalid(path, value, "must not start with '..'"));
    }
}
