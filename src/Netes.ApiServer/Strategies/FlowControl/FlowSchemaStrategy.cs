using Netes.Api.FlowControlV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.FlowControl;

namespace Netes.ApiServer.Strategies.FlowControl;

/// <summary>https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#flowschema</summary>
internal sealed class FlowSchemaStrategy : Strategy<FlowSchema>
{
    public override bool HasGeneration => true;

    public override ITablePrinter Table => FlowControlPrinters.Schemas;

    public override void Default(FlowSchema schema)
    {
        if (schema.Spec.MatchingPrecedence == 0) schema.Spec.MatchingPrecedence = 1000;
    }

    public override void PrepareForCreate(FlowSchema schema, StrategyContext context) => schema.Status = new();

    public override void PrepareForUpdate(FlowSchema schema, FlowSchema old, StrategyContext context) => schema.Status = old.Status;

    public override FlowSchema PrepareForStatusUpdate(FlowSchema schema, FlowSchema old, StrategyContext context)
    {
        schema.Spec = old.Spec;
        StatusMetadata.Keep(schema.Metadata, old.Metadata);
        return schema;
    }

    public override bool DesiredStateChanged(FlowSchema schema, FlowSchema old) => !schema.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(FlowSchema schema)
    {
        var errors = new ErrorList();
        FlowSchemaRules.Validate(errors, schema);
        return errors;
    }

    public override ErrorList ValidateStatusUpdate(FlowSchema schema, FlowSchema old) => Validate(schema);
}
