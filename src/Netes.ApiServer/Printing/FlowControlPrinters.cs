using Netes.Api.FlowControlV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>The tables of API priority and fairness.</summary>
internal static class FlowControlPrinters
{
    public static ITablePrinter Schemas { get; } = new RowPrinter<FlowSchema>(
        [
            Columns.Name, Columns.Text("PriorityLevel", "Where its requests go."),
            Columns.Text("MatchingPrecedence", "Which schema is asked first: the lowest."),
            Columns.Text("DistinguisherMethod", "How its requests are told apart."), Columns.Age,
            Columns.Text("MissingPL", "Whether its priority level is missing."),
        ],
        (schema, now) =>
        [
            schema.Metadata.Name, schema.Spec.PriorityLevelConfiguration.Name, schema.Spec.MatchingPrecedence,
            schema.Spec.DistinguisherMethod?.Type ?? Cells.None, Cells.Age(schema.Metadata, now),
            schema.Status.Conditions?.FirstOrDefault(c => c.Type == "Dangling")?.Status ?? "?",
        ]);

    public static ITablePrinter Levels { get; } = new RowPrinter<PriorityLevelConfiguration>(
        [
            Columns.Name, Columns.Text("Type", "Whether it is limited."), Columns.Text("NominalConcurrencyShares", "Its share of the seats."),
            Columns.Text("Queues", "How many queues it has."), Columns.Text("HandSize", "From how many queues a flow's are chosen."),
            Columns.Text("QueueLengthLimit", "How long a queue may be."), Columns.Age,
        ],
        (level, now) =>
        {
            var queuing = level.Spec.Limited?.LimitResponse.Queuing;
            return
            [
                level.Metadata.Name, level.Spec.Type,
                OrNone(level.Spec.Limited?.NominalConcurrencyShares ?? level.Spec.Exempt?.NominalConcurrencyShares),
                OrNone(queuing?.Queues), OrNone(queuing?.HandSize), OrNone(queuing?.QueueLengthLimit), Cells.Age(level.Metadata, now),
            ];
        });

    private static object OrNone(int? value) => value is { } number ? number : Cells.None;
}
