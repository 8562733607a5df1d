using Netes.ApiServer.Http;
using Netes.Api.Validation;

namespace Netes.ApiServer.Resources;

/// <summary>What to do with unknown and duplicate fields (KEP-2885).</summary>
internal enum FieldValidation
{
    Ignore,
    Warn,
    Strict,
}

/// <summary>The query options of writes: CreateOptions, UpdateOptions and PatchOptions.</summary>
internal readonly record struct WriteOptions(bool DryRun, FieldValidation FieldValidation, string FieldManager, bool Force)
{
    private const int LongestManagerName = 128;

    /// <param name="kind">"CreateOptions", "UpdateOptions" or "PatchOptions", for error messages.</param>
    /// <exception cref="ApiException">Invalid.</exception>
    public static WriteOptions Parse(ApiRequest request, string kind)
    {
        var errors = new ErrorList();
        bool dryRun = false;
        if (request.Http.Request.Query.TryGetValue("dryRun", out var dryRuns))
        {
            dryRun = dryRuns.Count > 0;
            AddDryRunErrors(errors, [.. dryRuns.Select(v => v ?? "")]);
        }
        string manager = request.Query("fieldManager") ?? "";
        if (manager.Length > LongestManagerName) errors.Add(FieldError.TooLong(FieldPath.Of("fieldManager"), LongestManagerName));
        else if (manager.Any(c => char.IsControl(c)))
            errors.Add(FieldError.Invalid(FieldPath.Of("fieldManager"), manager, "should only contain printable characters"));
        string validation = request.Query("fieldValidation") ?? "";
        if (validation is not ("" or "Ignore" or "Warn" or "Strict"))
            errors.Add(FieldError.NotSupported(FieldPath.Of("fieldValidation"), validation, "", "Ignore", "Strict", "Warn"));
        if (errors.Count > 0) throw errors.ToException("meta.k8s.io", kind, "");
        return new WriteOptions(dryRun,
            validation switch { "Ignore" => FieldValidation.Ignore, "Strict" => FieldValidation.Strict, _ => FieldValidation.Warn },
            manager, request.Query("force") is { } force && QueryValues.IsTrue(force));
    }

    /// <summary>"All" is the only stage that can be left out.</summary>
    public static void AddDryRunErrors(ErrorList errors, IReadOnlyList<string> dryRun)
    {
        if (dryRun.All(v => v == "All")) return;
        errors.Add(new FieldError(ErrorType.NotSupported, "dryRun",
            $"Unsupported value: [{string.Join(",", dryRun.Select(GoValue.Quote))}]: supported values: \"All\""));
    }
}

internal static class ErrorListExtensions
{
    /// <summary>The answer for an object that breaks rules: 422 with one cause a field.</summary>
    public static ApiException ToException(this ErrorList errors, string group, string kind, string name) =>
        ApiErrors.Invalid(group, kind, name, [.. errors.Select(e => new FailureCause(e.Reason, e.Message, e.Field))]);
}
