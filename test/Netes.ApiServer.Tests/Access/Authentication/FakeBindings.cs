using Netes.Api.CoreV1;
using Netes.ApiServer.Access.Authentication;

namespace Netes.ApiServer.Tests.Access.Authentication;

/// <summary>Stored objects by "resource/namespace/name".</summary>
internal sealed class FakeBindings : ITokenBindings
{
    public Dictionary<string, BoundState> States { get; } = new()
    {
        ["serviceaccounts/ns/sa"] = new("1", null),
        ["pods/ns/p"] = new("2", null),
        ["nodes//n"] = new("3", null),
    };

    public Dictionary<string, Secret> Secrets { get; } = [];

    public ValueTask<BoundState?> FindAsync(string resource, string ns, string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(States.TryGetValue($"{resource}/{ns}/{name}", out BoundState state) ? state : (BoundState?)null);

    public ValueTask<Secret?> FindSecretAsync(string ns, string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Secrets.GetValueOrDefault($"{ns}/{name}"));
}

internal sealed class FakeClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
