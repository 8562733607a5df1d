using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Core;

namespace Netes.ApiServer.Strategies.Events;

/// <summary>https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/</summary>
internal sealed class EventStrategy : Strategy<Event>
{
    public override bool AllowCreateOnUpdate => true;

    public override ITablePrinter Table => EventPrinter.Instance;

    public override IReadOnlyList<string> SelectableFields { get; } =
    [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
        "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
    ];

    public override string UnknownSelectableField(string field) => "field label not supported: " + field;

    public override string SelectableField(Event e, string field) => field switch
    {
        "involvedObject.kind" => e.InvolvedObject.Kind,
        "involvedObject.namespace" => e.InvolvedObject.Namespace,
        "involvedObject.name" => e.InvolvedObject.Name,
        "involvedObject.uid" => e.InvolvedObject.Uid,
        "involvedObject.apiVersion" => e.InvolvedObject.ApiVersion,
        "involvedObject.resourceVersion" => e.InvolvedObject.ResourceVersion,
        "involvedObject.fieldPath" => e.InvolvedObject.FieldPath,
        "reason" => e.Reason,
        "reportingComponent" => e.ReportingComponent,
        "source" => e.Source.Component.Length > 0 ? e.Source.Component : e.ReportingComponent,
        "type" => e.Type,
        _ => "",
    };

    public override ErrorList Validate(Event e)
    {
        var errors = new ErrorList();
        EventRules.Legacy(errors, e);
        return errors;
    }

    public override ErrorList ValidateUpdate(Event e, Event old) => Validate(e);
}
