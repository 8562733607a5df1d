using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Certificates;

/// <summary>A signer's name: a domain of at least two labels, a slash and a path of labels.</summary>
internal static class SignerNameRules
{
    // The path holds a namespace, a dot and a name.
    private const int PathMaxLength = NameRules.DnsSubdomainMaxLength + NameRules.DnsLabelMaxLength + 1;
    private const int MaxLength = NameRules.DnsSubdomainMaxLength + PathMaxLength + 1;

    public static void Validate(ErrorList errors, string name, FieldPath path)
    {
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required(path));
            return;
        }
        if (name.Split('/') is not [var domain, var rest])
        {
            errors.Add(FieldError.Invalid(path, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'"));
            return;
        }
        if (domain.Length > NameRules.DnsSubdomainMaxLength) errors.Add(FieldError.TooLong(path, NameRules.DnsSubdomainMaxLength));
        var labels = domain.Split('.');
        foreach (var label in labels) Label(errors, domain, label, NameRules.DnsLabel(label), path);
        if (labels.Length < 2)
            errors.Add(FieldError.Invalid(path, domain, "should be a domain with at least two segments separated by dots"));
        foreach (var label in rest.Split('.')) Label(errors, rest, label, NameRules.DnsSubdomain(label), path);
        if (name.Length > MaxLength) errors.Add(FieldError.TooLong(path, MaxLength));
    }

    private static void Label(ErrorList errors, string part, string label, IReadOnlyList<string> mistakes, FieldPath path)
    {
        foreach (var mistake in mistakes)
            errors.Add(FieldError.Invalid(path, part, $"validating label {GoValue.Quote(label)}: {mistake}"));
    }
}
