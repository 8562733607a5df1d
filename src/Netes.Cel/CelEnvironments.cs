using Netes.Cel.Library;

namespace Netes.Cel;

/// <summary>Ready-made environments.</summary>
public static class CelEnvironments
{
    /// <summary>The language with every extension there is.</summary>
    public static CelEnvironment Full { get; } = CelEnvironment.Standard
        .With(new CelEnvironmentOptions { OptionalSyntax = true, QuotedIdentifiers = true })
        .With(OptionalLibrary.Create())
        .With(StringLibrary.Create(reverse: true))
        .With(SetLibrary.Create())
        .With(EncoderLibrary.Create())
        .With(MathLibrary.Create())
        .With(MacroLibraries.Bindings())
        .With(MacroLibraries.TwoVariables())
        .With(AddressLibrary.Create());

    /// <summary>What all expressions in Kubernetes v1.36 may use (https://kubernetes.io/docs/reference/using-api/cel/).</summary>
    public static CelEnvironment Kubernetes { get; } = CelEnvironment.Standard
        .With(new CelEnvironmentOptions { OptionalSyntax = true, HomogeneousLiterals = true, ValidateLiterals = true })
        .With(OptionalLibrary.Create())
        .With(UrlLibrary.Create())
        .With(RegexLibrary.Create())
        .With(ListLibrary.Create())
        .With(AuthorizerLibrary.Create())
        .With(QuantityLibrary.Create())
        .With(StringLibrary.Create(reverse: false))
        .With(SetLibrary.Create())
        .With(AddressLibrary.Create())
        .With(FormatLibrary.Create())
        .With(MacroLibraries.TwoVariables())
        .With(SemverLibrary.Create());

    /// <summary>What selectors of devices may use besides: <c>cel.bind</c>.</summary>
    public static CelEnvironment Devices { get; } = Kubernetes.With(MacroLibraries.Bindings());
}
