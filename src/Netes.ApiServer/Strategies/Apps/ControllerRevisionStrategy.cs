using Netes.Api;
using Netes.Api.AppsV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Apps;

namespace Netes.ApiServer.Strategies.Apps;

/// <summary>A state of a DaemonSet or StatefulSet that its controller can go back to.</summary>
internal sealed class ControllerRevisionStrategy : Strategy<ControllerRevision>
{
    private static readonly FieldPath DataPath = FieldPath.Of("data");

    public override ITablePrinter Table => WorkloadPrinters.ControllerRevisions;

    public override ErrorList Validate(ControllerRevision revision)
    {
        var errors = new ErrorList();
        if (revision.Data is null) errors.Add(FieldError.Required(DataPath, "data is mandatory"));
        WorkloadRules.NonNegative(errors, revision.Revision, FieldPath.Of("revision"));
        return errors;
    }

    public override ErrorList ValidateUpdate(ControllerRevision revision, ControllerRevision old)
    {
        var errors = Validate(revision);
        if (!Same(revision.Data, old.Data)) errors.Add(FieldError.Invalid(DataPath, Text(revision.Data), Messages.Immutable));
        return errors;
    }

    private static bool Same(RawJson? a, RawJson? b) => a is { } x ? b is { } y && x.Utf8.Span.SequenceEqual(y.Utf8.Span) : b is null;

    private static object? Text(RawJson? data) => data is { } json ? new JsonText(System.Text.Encoding.UTF8.GetString(json.Utf8.Span)) : null;
}
